import type { Report } from '../../core/compliance/report.ts';
import type { ReportShare } from '../../core/compliance/report-rows.ts';
import { answerQuestions, sectionQuestions } from './answers.ts';
import type { Section } from './block.ts';
import { reportQuestions } from './questions.ts';
import { code, html, renderTable, shareBar, sub, type TableColumn } from './table.ts';
import { minute, number, percent, platformName, shortArns } from './words.ts';

/** Whose is it: owners and accounts with what is left to each, and the repositories that federate. */
export function ownersSection(report: Report): Section {
  return {
    id: 'whose',
    question: sectionQuestions.whose,
    answer: answerQuestions(report).whose,
    tiles: [],
    blocks: [
      {
        id: 'owners',
        heading: 'By owner',
        body: renderTable({
          caption: 'CI calls by owner',
          ...report.owners,
          empty: 'No owner has CI calls this week. The policy file says who owns an IAM user or a role.',
          columns: shareColumns('Owner', 'nobody, or several'),
        }),
        counted: {
          words:
            'CI calls of the reported week, by the owner that the policy file names for the key’s user or for the subject. Calls for which it names nobody, or several, stand in a row of their own.',
          questions: reportQuestions.owners,
        },
      },
      {
        id: 'accounts',
        heading: 'By account',
        body: renderTable({
          caption: 'CI calls by account',
          ...report.accounts,
          empty: 'No account has CI calls this week.',
          columns: shareColumns('Account', 'not named'),
        }),
        counted: {
          words:
            'CI calls of the reported week, by the account in which they were made. A key of one account that works in another through a role is counted in both, so the keys add up to more than there are.',
          questions: reportQuestions.accounts,
        },
      },
      subjectsBlock(report),
    ],
  };
}

const federatedShare = ({ federatedCalls, keyCalls }: ReportShare): number | null =>
  federatedCalls + keyCalls === 0 ? null : federatedCalls / (federatedCalls + keyCalls);

const shareColumns = (head: string, unnamed: string): TableColumn<ReportShare>[] => [
  { head, kind: 'wide', cell: (row) => (row.name === null ? unnamed : html(code(row.name))) },
  {
    head: 'Without a key',
    kind: 'n',
    cell: (row) => {
      const share = federatedShare(row);
      const was = row.shareBefore === null ? '' : `${percent(row.shareBefore)} before`;
      return html(`${percent(share)}${shareBar(share)}${sub(was)}`);
    },
  },
  { head: 'Calls on keys', kind: 'n', cell: (row) => number(row.keyCalls) },
  { head: 'OIDC calls', kind: 'n', cell: (row) => number(row.federatedCalls) },
  { head: 'Sessions of keys', kind: 'n', cell: (row) => number(row.keySessions) },
  { head: 'OIDC sessions', kind: 'n', cell: (row) => number(row.federatedSessions) },
  { head: 'Keys', kind: 'n', cell: (row) => number(row.keys) },
];

/** Repositories and workspaces that federated, the busiest first. */
function subjectsBlock({ subjects }: Report) {
  return {
    id: 'subjects',
    heading: 'Repositories on OIDC',
    lead: 'What federated with an OIDC token, by the repository, workspace or service account that its subject names.',
    body: renderTable({
      caption: 'Repositories on OIDC',
      ...subjects,
      empty: 'No session was opened with an OIDC token in these weeks.',
      columns: [
        {
          head: 'Repository or workspace',
          kind: 'wide',
          cell: (subject) =>
            html(`${code(subject.repository ?? 'no subject')}${sub(platformName(subject.platform, subject.issuer))}`),
        },
        { head: 'Sessions', kind: 'n', cell: (subject) => number(subject.sessions) },
        { head: 'Calls', kind: 'n', cell: (subject) => number(subject.calls) },
        { head: 'Writes', kind: 'n', cell: (subject) => number(subject.writes) },
        {
          head: 'Refs and environments',
          cell: (subject) => [subject.refs, subject.environments].filter((part) => part !== '').join(', '),
        },
        { head: 'Roles', kind: 'wide', cell: (subject) => shortArns(subject.roles) },
        { head: 'Last session', kind: 't', cell: (subject) => minute(subject.lastSessionAt) },
      ],
    }),
    counted: {
      words:
        'Sessions that AWS granted for an OIDC token in the weeks of this report, and the calls made with them and with the sessions they obtained. A subject that names an environment hides its branch.',
      questions: reportQuestions.subjects,
    },
  };
}

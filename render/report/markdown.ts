import { type Change, keylessShare, type Report } from '../../core/compliance/report.ts';
import type { ReportShare } from '../../core/compliance/report-rows.ts';
import { reasons } from '../reasons.ts';
import { answerQuestions, sectionQuestions } from './answers.ts';
import { countStates, isKeyId, nextStep, stateNames } from './key-counts.ts';
import { describeLimits } from './limits.ts';
import { escapeMarkdown, type MarkdownColumn, renderMarkdownTable } from './markdown-text.ts';
import { renderWrongWay } from './markdown-wrong.ts';
import {
  kindNames,
  minute,
  number,
  percent,
  platformName,
  scoreDefinition,
  shareDefinition,
  shortArn,
  shortArns,
  whole,
} from './words.ts';

/** The report as GitHub-flavoured Markdown, its sections in the order of the page. Text from logs stays text. */
export function renderReportMarkdown(report: Report): string {
  const answers = answerQuestions(report);
  const ask = (id: keyof typeof answers) => `## ${sectionQuestions[id]}\n\n${escapeMarkdown(answers[id])}`;
  const parts = [
    `# ${escapeMarkdown(report.title)}`,
    `Week ${report.week}, ${report.weekStartOn} to ${report.weekEndOn}, UTC.`,
    renderHeadline(report),
    `> ${scoreDefinition}`,
    `> ${shareDefinition}`,
    ask('far'),
    renderWeeks(report),
    ask('left'),
    renderKeys(report),
    ...renderDormant(report),
    ask('whose'),
    '### By owner',
    renderMarkdownTable(report.owners, shareColumns('Owner', 'nobody, or several')),
    '### By account',
    renderMarkdownTable(report.accounts, shareColumns('Account', 'not named')),
    '### Repositories on OIDC',
    renderSubjects(report),
    ask('wrong'),
    ...renderWrongWay(report),
    ask('done'),
    ask('trust'),
    describeLimits(report)
      .map((limit) => `- ${limit}`)
      .join('\n'),
    renderGaps(report),
  ];
  return `${parts.join('\n\n')}\n`;
}

type HeadlineRow = readonly [name: string, now: string, before: string];

function renderHeadline(report: Report): string {
  const { headline } = report;
  const { quiet, ready } = countStates(report);
  const row = (name: string, change: Change, show: (value: number | null) => string): HeadlineRow => [
    name,
    show(change.now),
    change.before === null ? '' : show(change.before),
  ];
  const rows: readonly HeadlineRow[] = [
    row('Score, of 100', headline.score, whole),
    row('CI calls without a long-lived key', headline.keylessShare, percent),
    row('Long-lived keys in use', headline.keysInUse, whole),
    ['Keys quiet this week', number(quiet), ''],
    ['Keys ready to delete', number(ready), ''],
    row('Repositories on OIDC', headline.repositories, whole),
    ['Unexpected subjects', headline.hasPolicy ? number(headline.unexpectedSubjects) : 'no policy file', ''],
    row('Calls not fully attributed', headline.unattributedShare, percent),
  ];
  return renderMarkdownTable({ rows }, [
    ['', ([name]) => name],
    ['This week', ([, now]) => now],
    ['The week before', ([, , before]) => before],
  ]);
}

const renderWeeks = ({ weeks }: Report): string =>
  renderMarkdownTable({ rows: weeks.toReversed() }, [
    ['Week', (week) => week.name],
    ['Without a key', (week) => percent(keylessShare(week))],
    ['Keys', (week) => number(week.keys)],
    ['OIDC sessions', (week) => number(week.sessions['web_identity'] ?? 0)],
    ['Key sessions', (week) => number(week.sessions['access_key'] ?? 0)],
    ...[...kindNames].map(
      ([kind, name]): MarkdownColumn<Report['weeks'][number]> => [name, (week) => number(week.calls[kind] ?? 0)],
    ),
  ]);

const renderKeys = (report: Report): string =>
  renderMarkdownTable(report.keys, [
    ['Key', (key) => key.keyId],
    ['Principal', (key) => shortArn(key.principal ?? '')],
    ['State', (key) => stateNames[key.state]],
    ['Use', (key) => key.use ?? ''],
    ['Owner', (key) => key.owner ?? ''],
    ['This week', (key) => number(key.weekCalls)],
    ['Direct', (key) => number(key.directCalls)],
    ['Through sessions', (key) => number(key.sessionCalls)],
    ['Services', (key) => key.services],
    ['Roles behind it', (key) => shortArns(key.roles)],
    ['Last used', (key) => minute(key.lastEventAt)],
    [
      'Next step',
      (key) => nextStep(key, report) + (isKeyId(key.keyId) ? ` (subtrail advise migrate ${key.keyId})` : ''),
    ],
  ]);

function renderDormant({ inventory }: Report): string[] {
  if (inventory.importedAt === null) return [];
  const columns: readonly MarkdownColumn<Report['inventory']['dormant']['rows'][number]>[] = [
    ['User', (key) => shortArn(key.user)],
    ['Key', (key) => (key.slot === 1 ? 'first' : 'second')],
    ['Made or rotated', (key) => (key.rotatedAt === null ? 'not known' : minute(key.rotatedAt))],
    ['Last used, says IAM', (key) => minute(key.lastUsedAt)],
    ['For', (key) => key.lastUsedService ?? ''],
  ];
  return ['### Dormant keys', renderMarkdownTable(inventory.dormant, columns)];
}

const shareColumns = (head: string, unnamed: string): readonly MarkdownColumn<ReportShare>[] => [
  [head, (row) => row.name ?? unnamed],
  ['Calls on keys', (row) => number(row.keyCalls)],
  ['OIDC calls', (row) => number(row.federatedCalls)],
  ['Sessions of keys', (row) => number(row.keySessions)],
  ['OIDC sessions', (row) => number(row.federatedSessions)],
  ['Keys', (row) => number(row.keys)],
  ['Without a key, the week before', (row) => (row.shareBefore === null ? '' : percent(row.shareBefore))],
];

const renderSubjects = ({ subjects }: Report): string =>
  renderMarkdownTable(subjects, [
    ['Repository or workspace', (subject) => subject.repository ?? ''],
    ['Platform', (subject) => platformName(subject.platform, subject.issuer)],
    ['Sessions', (subject) => number(subject.sessions)],
    ['Calls', (subject) => number(subject.calls)],
    ['Writes', (subject) => number(subject.writes)],
    ['Roles', (subject) => shortArns(subject.roles)],
    ['Last session', (subject) => minute(subject.lastSessionAt)],
  ]);

const renderGaps = ({ gaps }: Report): string =>
  renderMarkdownTable({ rows: gaps }, [
    ['Why calls are not fully attributed', (gap) => reasons.get(gap.reason ?? '')?.words ?? gap.reason ?? 'not known'],
    ['What is known', (gap) => kindNames.get(gap.originKind ?? '') ?? ''],
    ['Calls', (gap) => number(gap.calls)],
  ]);

import type { Report } from '../../core/compliance/report.ts';
import { findDetection } from '../../core/findings/catalogue.ts';
import { answerQuestions, sectionQuestions } from './answers.ts';
import { type Block, renderTile, type Section } from './block.ts';
import { reportQuestions } from './questions.ts';
import { exemptionsBlock, refusalsBlock, unexpectedBlock } from './subject-blocks.ts';
import { badge, code, html, renderTable, sub } from './table.ts';
import { minute, number, regressionNames, shortArn } from './words.ts';

/** What goes the wrong way: steps back, subjects nobody expects, exchanges that were refused, and roles that are too open. */
export function regressionsSection(report: Report): Section {
  const { headline, regressions, refusals, hygiene } = report;
  const size = (list: { readonly rows: readonly unknown[]; readonly cut: number }) => list.rows.length + list.cut;
  const tile = (count: number, one: string, how: string, many = `${one}s`) =>
    renderTile({
      value: number(count),
      label: count === 1 ? one : many,
      how,
      tone: count > 0 && how !== 'refusals' ? 'bad' : '',
    });
  return {
    id: 'wrong',
    question: sectionQuestions.wrong,
    answer: answerQuestions(report).wrong,
    tiles: [
      tile(size(regressions), 'regression', 'regressions'),
      headline.hasPolicy
        ? tile(headline.unexpectedSubjects, 'unexpected subject', 'unexpected')
        : renderTile({
            value: '–',
            label: 'unexpected subjects',
            how: 'unexpected',
            note: 'There is no policy file, so no subject is judged',
          }),
      tile(size(refusals), 'refused subject', 'refusals'),
      tile(size(hygiene), 'open finding on roles', 'hygiene', 'open findings on roles'),
    ],
    blocks: [
      regressionsBlock(report),
      unexpectedBlock(report),
      refusalsBlock(report),
      hygieneBlock(report),
      exemptionsBlock(report),
    ],
  };
}

const regressionsBlock = ({ regressions, readyAfterDays }: Report): Block => ({
  id: 'regressions',
  heading: 'Regressions',
  lead: 'Steps back in the reported week.',
  body: renderTable({
    caption: 'Regressions',
    ...regressions,
    empty: 'No key is new or back, and no repository fell back to one.',
    columns: [
      { head: 'What', cell: ({ kind }) => html(badge(regressionNames[kind], 'hot')) },
      {
        head: 'Key or repository',
        kind: 'wide',
        cell: ({ name, principal }) => html(`${code(name)}${sub(principal === null ? '' : shortArn(principal))}`),
      },
      { head: 'Owner', cell: ({ owner }) => owner ?? 'nobody named' },
      { head: 'Beside what', kind: 'wide', cell: ({ detail }) => detail },
      { head: 'First seen', kind: 't', cell: ({ at }) => minute(at) },
    ],
  }),
  counted: {
    words: `A key is new when it was created or activated in the reported week, or made its first call of these weeks in it. A key is back when it made a call after ${number(readyAfterDays)} quiet days or more. A repository fell back when a key was used beside its OIDC session, as the detection “shadowed_session” saw it.`,
    questions: reportQuestions.regressions,
    sameAs: [
      ['keys', 'Long-lived keys'],
      ['unexpected', 'Unexpected subjects'],
    ],
  },
});

const hygieneBlock = ({ hygiene }: Report): Block => ({
  id: 'hygiene',
  heading: 'Federated roles',
  lead: 'Open findings on roles that CI assumes: a key that is gone is no gain where anybody may take the role.',
  body: renderTable({
    caption: 'Open findings on federated roles',
    ...hygiene,
    empty: 'No finding is open on a federated role.',
    columns: [
      {
        head: 'Role',
        kind: 'wide',
        cell: (finding) =>
          html(`${code(shortArn(finding.resource ?? finding.finding_key))}${sub(shortArn(finding.actor ?? ''))}`),
      },
      { head: 'What', kind: 'wide', cell: (finding) => findDetection(finding.rule)?.title ?? finding.rule },
      { head: 'Severity', cell: (finding) => html(badge(finding.severity, finding.severity === 'high' ? 'hot' : '')) },
      { head: 'Owner', cell: (finding) => finding.owner ?? 'nobody named' },
      { head: 'Next step', kind: 'wide', cell: (finding) => findDetection(finding.rule)?.nextStep ?? '' },
      { head: 'Last seen', kind: 't', cell: (finding) => minute(finding.last_event_at) },
    ],
  }),
  counted: {
    words: 'Findings of the detections on federated roles that are open now, neither resolved nor exempt.',
    questions: [],
    sameAs: [['unexpected', 'Unexpected subjects']],
  },
});

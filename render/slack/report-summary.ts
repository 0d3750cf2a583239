import type { Change, Report } from '../../core/compliance/report.ts';
import { describeForecast } from '../report/answers.ts';
import { countStates } from '../report/key-counts.ts';
import { counted, number, percent, regressionNames, shortArn, whole } from '../report/words.ts';
import { type SlackBlock, type SlackMessage, slackLimits } from './limits.ts';
import { toPlainText, toSlackCode, toSlackLink, toSlackText } from './slack-text.ts';

/** Things of one kind that are named; the report has them all. */
const namedMax = 5;

/**
 * The week in one message: the numbers that moved, what went the wrong way, keys that can go, when it may be done, and where
 * the report is.
 * **shape**: `url` is null where nobody said under which address reports are opened. **errors**: never throws.
 */
export function renderReportSummary(report: Report, { url }: { readonly url: string | null }): SlackMessage {
  const { headline, week, title } = report;
  const share = percent(headline.keylessShare.now);
  const score = headline.score.now === null ? '' : `${headline.score.now} of 100, `;
  const blocks: SlackBlock[] = [
    {
      type: 'header',
      text: { type: 'plain_text', text: toPlainText(`${title}: ${week}`, slackLimits.headerTextMax), emoji: false },
    },
    section(facts(report).join('\n')),
    ...listed('Went the wrong way', report.regressions, nameRegression),
    ...listed('Ready to delete', readyKeys(report), nameKey),
    ...listed(
      'Busiest keys that are left',
      keysInUse(report),
      (key) => `${nameKey(key)}: ${counted(key.weekCalls, 'call')}`,
    ),
    section(`*When are we done?* ${toSlackText(describeForecast(report.forecast), 300)}`),
    context(
      url === null ? 'The report lies below `reports/` in the lake’s bucket' : toSlackLink(url, 'Open the report'),
    ),
  ];
  return { text: toSlackText(`${title}: ${week}: ${score}${share} of CI calls without a long-lived key`, 300), blocks };
}

/** The numbers that moved in a line each; those that did not, together in one. */
function facts(report: Report): string[] {
  const { headline } = report;
  const numbers = [
    fact('of 100 points', headline.score, whole),
    fact('of CI calls without a long-lived key', headline.keylessShare, percent),
    fact('long-lived keys in use', headline.keysInUse, whole),
    fact('repositories on OIDC', headline.repositories, whole),
    fact('of calls not fully attributed', headline.unattributedShare, percent),
  ];
  const still = numbers.filter(({ isStill }) => isStill).map(({ said }) => said);
  const unexpected = headline.hasPolicy && headline.unexpectedSubjects > 0;
  return [
    ...numbers.filter(({ isStill }) => !isStill).map(({ said }) => said),
    ...(unexpected ? [`*${number(headline.unexpectedSubjects)}* unexpected subjects`] : []),
    ...(still.length === 0 ? [] : [`As the week before: ${still.join(', ')}`]),
  ];
}

function fact(name: string, { now, before }: Change, show: (value: number | null) => string) {
  const isStill = now !== null && before !== null && show(now) === show(before);
  const was = now === null || before === null || isStill ? '' : `, ${show(before)} the week before`;
  return { isStill, said: `*${show(now)}* ${name}${was}` };
}

type Key = Report['keys']['rows'][number];
interface Listed<T> {
  readonly rows: readonly T[];
  readonly cut: number;
}

/** The keys of the list that can go. How many there are in all is known, also where the list was cut. */
function readyKeys(report: Report): Listed<Key> {
  const rows = report.keys.rows.filter(({ state }) => state === 'ready');
  return { rows, cut: Math.max(0, countStates(report).ready - rows.length) };
}

function keysInUse(report: Report): Listed<Key> {
  const rows = report.keys.rows.filter(({ state }) => state === 'in_use').toSorted((a, b) => b.weekCalls - a.weekCalls);
  return { rows, cut: Math.max(0, countStates(report).in_use - rows.length) };
}

/** A list's first rows below a title, and how many more there are; nothing for an empty one. */
function listed<T>(title: string, { rows, cut }: Listed<T>, name: (row: T) => string): SlackBlock[] {
  if (rows.length + cut === 0) return [];
  const named = rows.slice(0, namedMax).map((row) => `• ${name(row)}`);
  const rest = rows.length + cut - named.length;
  return [section([`*${title}*`, ...named, ...(rest > 0 ? [`and ${number(rest)} more`] : [])].join('\n'))];
}

function nameKey({ keyId, principal, owner }: Key): string {
  const who = principal === null ? '' : ` of ${toSlackCode(shortArn(principal), 120)}`;
  const whose = owner === null ? '' : `, owned by ${toSlackCode(owner, 80)}`;
  return `${toSlackCode(keyId, 60)}${who}${whose}`;
}

const nameRegression = ({ kind, name, detail }: Report['regressions']['rows'][number]): string =>
  `${regressionNames[kind]}: ${toSlackCode(name, 120)}${detail === '' ? '' : `, ${toSlackCode(detail, 160)}`}`;

const section = (text: string): SlackBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const context = (text: string): SlackBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });

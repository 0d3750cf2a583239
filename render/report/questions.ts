import { addDays } from '../../core/compliance/iso-week.ts';
import { type Report, reportRowsMax } from '../../core/compliance/report.ts';
import { textLiteral } from '../../core/lake/sql-literals.ts';
import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { replaceParameters } from '../../core/lake/sql-statement.ts';
import { escapeHtml } from './escape-html.ts';
import { isKeyId } from './key-counts.ts';
import { sentenceList } from './words.ts';

/** The SQL of the report's questions by their names below `sql/`, without the ending. What is missing is not shown. */
export type Questions = ReadonlyMap<string, Pick<SqlStatement, 'text'>>;

/** What the page tells of a block's numbers: how they are counted, in words, and the questions that give them. */
export interface Counted {
  readonly words: string;
  readonly questions: readonly string[];
  /** Blocks that show the questions already: their ids and headings. */
  readonly sameAs?: readonly (readonly [id: string, heading: string])[];
}

/** Questions behind each block of the page. */
export const reportQuestions = {
  share: ['reports/calls_by_week'],
  sessions: ['reports/sessions_by_week'],
  keys: ['reports/long_lived_keys', 'reports/key_details', 'reports/key_counterparts'],
  dormant: ['reports/inventory', 'reports/long_lived_keys'],
  owners: ['reports/shares_by_owner'],
  accounts: ['reports/shares_by_account'],
  subjects: ['reports/subjects_by_repository'],
  regressions: ['reports/keys_created'],
  unexpected: ['findings/list_findings', 'reports/policy_size'],
  refusals: ['reports/refused_exchanges'],
  exemptions: ['reports/exemptions'],
  gaps: ['reports/attribution_gaps'],
  trail: ['reports/trail_shape', 'checks/rows_staged_balance'],
  coverage: ['status/coverage'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The names of all questions that the page can show. */
export const reportQuestionNames: readonly string[] = [...new Set(Object.values(reportQuestions).flat())];

/** A question as one can run it: the dates of the report, and the keys it shows, stand where the parameters were. */
export function fillQuestion(sql: string, report: Report): string {
  const day = (date: string) => `date '${date}'`;
  const shown = report.keys.rows.slice(0, reportRowsMax.keys);
  const keys = shown.flatMap(({ keyId }) => (isKeyId(keyId) ? [{ key_id: keyId }] : []));
  const expressions: Readonly<Record<string, string>> = {
    window_start_on: day(report.windowStartOn),
    before_start_on: day(addDays(report.weekStartOn, -7)),
    week_start_on: day(report.weekStartOn),
    window_end_on: day(addDays(report.weekEndOn, 1)),
    rows: textLiteral(JSON.stringify(keys)),
  };
  return replaceParameters(sql, (name) => expressions[name] ?? `:${name}`).trimEnd();
}

/** A closed box that says how a block's numbers are counted; its numbers link to `#how-ID`. */
export function renderHow(
  block: { readonly id: string; readonly heading: string; readonly counted: Counted },
  { report, questions }: { readonly report: Report; readonly questions: Questions },
): string {
  const { id, heading, counted } = block;
  const shown = counted.questions.flatMap((name) => {
    const question = questions.get(name);
    return question === undefined ? [] : [renderQuestion(name, heading, fillQuestion(question.text, report))];
  });
  const links = (counted.sameAs ?? []).map(([other, name]) => `<a href="#how-${other}">${escapeHtml(name)}</a>`);
  const same =
    links.length === 0
      ? ''
      : `<p>${shown.length === 0 ? 'The questions stand' : 'More of it stands'} under ${sentenceList(links)}.</p>`;
  return `<details class="how"><summary>How this is counted<span class="hidden">: ${escapeHtml(heading)}</span></summary>
<div id="how-${id}"><p>${escapeHtml(counted.words)}</p>${same}${shown.join('')}</div></details>`;
}

const renderQuestion = (name: string, heading: string, sql: string): string =>
  `<figure class="sql"><figcaption>sql/${escapeHtml(name)}.sql, with this report’s dates</figcaption><pre role="group" tabindex="0" aria-label="SQL of ${escapeHtml(name)} for ${escapeHtml(heading)}"><code>${escapeSql(sql)}</code></pre></figure>`;

/** Our own text, of several lines. */
const escapeSql = (sql: string): string => sql.split('\n').map(escapeHtml).join('\n');

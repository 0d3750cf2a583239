import { clip, number } from './words.ts';

const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Characters of one text from a log. */
const textMax = 300;
/** Rows of one table: beyond that nobody scrolls a text. */
const rowsMax = 500;

/** Text from a log as text in Markdown: nothing in it is markup, a link, HTML, or the end of a table cell. */
export const escapeMarkdown = (text: string): string =>
  text
    .replace(steering, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/[\\`*_{}[\]()#+!|~>@]/g, '\\$&')
    .replace(/:\/\//g, ':\u200b//')
    .replace(/www\./gi, (match) => `${match.slice(0, 3)}\u200b.`);

/** One column: its heading and how a row's cell reads, as text that is not escaped yet. */
export type MarkdownColumn<T> = readonly [head: string, cell: (row: T) => string];

/** A table of the rows, or a word where there are none; rows that are left out are counted below it. */
export function renderMarkdownTable<T>(
  list: { readonly rows: readonly T[]; readonly cut?: number },
  columns: readonly MarkdownColumn<T>[],
): string {
  if (list.rows.length === 0) return 'None.';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const shown = list.rows.slice(0, rowsMax);
  const cut = (list.cut ?? 0) + list.rows.length - shown.length;
  const more = cut > 0 ? `\n\n${number(cut)} more rows are not shown.` : '';
  const rows = shown.map((row) => line(columns.map(([, cell]) => escapeMarkdown(clip(cell(row), textMax)))));
  return [line(columns.map(([head]) => head)), line(columns.map(() => '---')), ...rows].join('\n') + more;
}

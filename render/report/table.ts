import { Buffer } from 'node:buffer';
import { escapeHtml } from './escape-html.ts';
import { clip, number } from './words.ts';

/** A cell that is ready to be put into the page. Only this module and its callers' templates make one. */
export interface Html {
  readonly html: string;
}

/** One column: its heading, how a row's cell reads, and whether it is a number or a time. */
export interface TableColumn<T> {
  readonly head: string;
  readonly kind?: 'n' | 't' | 'wide';
  readonly cell: (row: T) => string | Html;
}

/** Bytes that the rows of one table may take: all tables of the page together stay well below three megabytes. */
export const tableBytesMax = 150_000;
/** Characters of one text from a log: what is longer was not made to be read. */
const textMax = 300;

/** Marks text as HTML that is ready for the page: everything in it from a log has been escaped before. */
export const html = (text: string): Html => ({ html: text });
/** Text from a log, cut to a readable length. */
export const text = (value: string): string => escapeHtml(clip(value, textMax));
/** A name or an id, in a fixed-width face. */
export const code = (value: string): string => `<code>${text(value)}</code>`;
/** A sentence with names from logs; its days are not torn at a line's end. */
export const sentence = (value: string): string =>
  escapeHtml(clip(value, 600)).replaceAll(/\d{4}-\d{2}-\d{2}/g, '<span class="day">$&</span>');
/** A second, quieter line in a cell; nothing where there is no text. */
export const sub = (value: string): string => (value === '' ? '' : `<span class="sub">${text(value)}</span>`);
/** A short word in a frame; `tone` where it asks for attention, or says that all is well. */
export const badge = (value: string, tone: 'hot' | 'fine' | '' = ''): string =>
  `<span class="badge${tone === '' ? '' : ` ${tone}`}">${text(value)}</span>`;
/** A small bar for a share from 0 to 1; the number beside it says the same. Nothing where there is no share. */
export const shareBar = (share: number | null): string =>
  share === null
    ? ''
    : `<span class="bar" aria-hidden="true"><i style="width:${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%"></i></span>`;

/**
 * A table in a box that scrolls by itself; rows that are left out are counted below it, and no rows at all are said in words.
 * **shape**: as many of the first rows as fit in `tableBytesMax`; `cut` more were left out before. The page's script lets
 * people sort and filter.
 */
export function renderTable<T>(options: {
  readonly caption: string;
  readonly rows: readonly T[];
  readonly cut?: number;
  readonly columns: readonly TableColumn<T>[];
  readonly empty: string;
}): string {
  const { caption, rows, columns, cut = 0 } = options;
  if (rows.length === 0) return `<p class="empty">${escapeHtml(options.empty)}</p>`;
  const heads = columns.map(({ head, kind }) => `<th scope="col"${classOf(kind)}>${escapeHtml(head)}</th>`).join('');
  const shown = rowsThatFit(rows, columns);
  const left = cut + rows.length - shown.length;
  const more =
    left > 0
      ? `<p class="note">${number(left)} more rows are not shown; the question below gives all of them from the lake.</p>`
      : '';
  return `<div class="scroll" role="group" tabindex="0" aria-label="Table: ${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>\n${shown.join('\n')}\n</tbody></table></div>${more}`;
}

const classOf = (kind: string | undefined) => (kind === undefined ? '' : ` class="${kind}"`);

function rowsThatFit<T>(rows: readonly T[], columns: readonly TableColumn<T>[]): string[] {
  const shown: string[] = [];
  let bytes = 0;
  for (const row of rows) {
    const cells = columns.map(({ cell, kind }) => {
      const content = cell(row);
      return `<td${classOf(kind)}>${typeof content === 'string' ? text(content) : content.html}</td>`;
    });
    const line = `<tr>${cells.join('')}</tr>`;
    bytes += Buffer.byteLength(line);
    if (bytes > tableBytesMax) break;
    shown.push(line);
  }
  return shown;
}

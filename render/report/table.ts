import { escapeHtml } from './escape-html.ts';

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

/** Marks text as HTML that is ready for the page: everything in it from a log has been escaped before. */
export const html = (text: string): Html => ({ html: text });
/** A name or an id, in a fixed-width face. */
export const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;
/** A second, quieter line in a cell; nothing where there is no text. */
export const sub = (text: string): string => (text === '' ? '' : `<span class="sub">${escapeHtml(text)}</span>`);
/** A short word in a frame; `isHot` where it asks for attention. */
export const badge = (text: string, isHot = false): string =>
  `<span class="badge${isHot ? ' hot' : ''}">${escapeHtml(text)}</span>`;

/** A table in a box that scrolls by itself; `cut` rows are mentioned below it, and no rows at all are said in words. */
export function renderTable<T>(options: {
  readonly caption: string;
  readonly rows: readonly T[];
  readonly cut?: number;
  readonly columns: readonly TableColumn<T>[];
  readonly empty: string;
}): string {
  const { caption, rows, columns, cut = 0 } = options;
  if (rows.length === 0) return `<p class="empty">${escapeHtml(options.empty)}</p>`;
  const attribute = (kind: string | undefined) => (kind === undefined ? '' : ` class="${kind}"`);
  const heads = columns.map(({ head, kind }) => `<th scope="col"${attribute(kind)}>${escapeHtml(head)}</th>`).join('');
  const body = rows
    .map((row) => {
      const cells = columns.map(({ cell, kind }) => {
        const content = cell(row);
        return `<td${attribute(kind)}>${typeof content === 'string' ? escapeHtml(content) : content.html}</td>`;
      });
      return `<tr>${cells.join('')}</tr>`;
    })
    .join('\n');
  const more =
    cut > 0 ? `<p class="note">${cut.toLocaleString('en')} more rows are not shown; the lake has them.</p>` : '';
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(caption)}"><table><caption>${escapeHtml(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>\n${body}\n</tbody></table></div>${more}`;
}

import pc from 'picocolors';
import type { AdviceWindow } from '../../core/advice/role.ts';
import type { CellRow } from '../terminal/cell.ts';
import { toTerminalText } from '../terminal/safe-text.ts';
import { type LayoutOptions, renderTable } from '../terminal/table.ts';
import { wrapText } from '../terminal/wrap-text.ts';

/** A part of what advice says: a title, prose, facts with labels, a list, a table, or text to copy as it is. Texts may be untrusted. */
export type PageBlock =
  | { readonly title: string }
  | { readonly text: string }
  | { readonly facts: readonly (readonly [string, string])[] }
  | { readonly list: readonly string[] }
  | { readonly table: readonly CellRow[] }
  | { readonly code: string };

/** Columns of prose on a wide terminal: longer lines are hard to read. */
const proseColumnsMax = 110;

/**
 * Blocks for a terminal, an empty line between them. Ends in a newline.
 * **shape**: what is to be copied is neither wrapped nor indented; everything else is wrapped to the terminal.
 */
export function renderPage(blocks: readonly PageBlock[], options: LayoutOptions): string {
  const width = options.width === undefined ? undefined : Math.min(options.width, proseColumnsMax);
  return `${blocks
    .map((block) => renderBlock(block, { ...options, width }))
    .filter((text) => text !== '')
    .join('\n\n')}\n`;
}

function renderBlock(block: PageBlock, options: LayoutOptions): string {
  const colour = pc.createColors(options.colours);
  if ('title' in block) return colour.bold(toTerminalText(block.title));
  if ('text' in block) return indent(block.text, { first: '', rest: '', width: options.width });
  if ('code' in block) return block.code.trimEnd().split('\n').map(toTerminalText).join('\n');
  if ('table' in block) return renderTable(block.table, options);
  if ('list' in block) {
    return block.list.map((one) => indent(one, { first: '- ', rest: '  ', width: options.width })).join('\n');
  }
  const labels = Math.max(0, ...block.facts.map(([label]) => label.length)) + 2;
  return block.facts
    .map(([label, value]) =>
      indent(value, { first: label.padEnd(labels), rest: ' '.repeat(labels), width: options.width }),
    )
    .join('\n');
}

function indent(
  text: string,
  { first, rest, width }: { readonly first: string; readonly rest: string; readonly width: number | undefined },
): string {
  const safe = toTerminalText(text);
  const lines = width === undefined ? [safe] : wrapText(safe, Math.max(24, width - rest.length));
  return lines.map((line, index) => `${index === 0 ? first : rest}${line}`).join('\n');
}

/** The first of many, and how many more there are. */
export const firstOf = (texts: readonly string[], most: number): string[] =>
  texts.length <= most ? [...texts] : [...texts.slice(0, most), `and ${texts.length - most} more`];

/** `1 session`, `3 sessions`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** The first and the last day of a window whose end is excluded, and where the lake begins later, that too. */
export function daysOf({ lakeStartsAt, windowStartAt, windowEndAt }: AdviceWindow): string {
  const day = (at: Date): string => at.toISOString().slice(0, 10);
  const days = `${day(windowStartAt)} to ${day(new Date(windowEndAt.getTime() - 1))}`;
  return day(lakeStartsAt) > day(windowStartAt) ? `${days} (the lake begins on ${day(lakeStartsAt)})` : days;
}

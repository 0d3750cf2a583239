import pc from 'picocolors';
import { type CellRow, columnNames, renderCell } from './cell.ts';
import { displayWidth } from './display-width.ts';
import { planColumnWidths } from './plan-column-widths.ts';
import { toTerminalText } from './safe-text.ts';
import { wrapText } from './wrap-text.ts';

/** How to lay out text. `width`: columns of the terminal; without it lines are as long as they need to be. */
export interface LayoutOptions {
  readonly width?: number | undefined;
  readonly colours: boolean;
}

/** Columns of text below which a cell is no longer readable: a table that would go under it is shown row by row. */
const columnWidthMin = 12;
const gap = '  ';

/**
 * Rows as an aligned table, long cells wrapped; row by row, one column a line, where the terminal is too narrow for that.
 * **shape**: `columns` defaults to those of the rows. Without a newline at its end. No character from a cell steers the terminal.
 */
export function renderTable(
  rows: readonly CellRow[],
  options: LayoutOptions & { readonly columns?: readonly string[] },
): string {
  const names = options.columns ?? columnNames(rows);
  if (rows.length === 0 || names.length === 0) return 'No rows';
  const heads = names.map(toTerminalText);
  const body = rows.map((row) => names.map((name) => renderCell(row[name])));
  const needs = heads.map((head, index) =>
    body.reduce((most, cells) => Math.max(most, displayWidth(cells[index] ?? '')), displayWidth(head)),
  );
  const widths = widthsWithin(needs, options.width);
  if (widths === null) return renderRecords(heads, body, options);

  const isNumeric = names.map((name) => rows.every((row) => typeof (row[name] ?? 0) === 'number'));
  const colour = pc.createColors(options.colours);
  const layOut = (cells: readonly string[]) => layOutRow(cells, { widths, isNumeric });
  const lines = [...layOut(heads).map(colour.bold), ...body.flatMap(layOut)];
  return lines.join('\n');
}

function widthsWithin(needs: readonly number[], width: number | undefined): readonly number[] | null {
  if (width === undefined) return needs;
  return planColumnWidths(needs, { width: width - gap.length * (needs.length - 1), widthMin: columnWidthMin });
}

function layOutRow(
  cells: readonly string[],
  { widths, isNumeric }: { readonly widths: readonly number[]; readonly isNumeric: readonly boolean[] },
): string[] {
  const wrapped = cells.map((cell, index) => wrapText(cell, widths[index] ?? 1));
  const height = Math.max(...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    wrapped
      .map((lines, index) => pad(lines[line] ?? '', { width: widths[index] ?? 0, atStart: isNumeric[index] === true }))
      .join(gap)
      .trimEnd(),
  );
}

function pad(text: string, { width, atStart }: { readonly width: number; readonly atStart: boolean }): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return atStart ? space + text : text + space;
}

function renderRecords(heads: readonly string[], body: readonly (readonly string[])[], options: LayoutOptions): string {
  const colour = pc.createColors(options.colours);
  const headWidth = Math.max(...heads.map(displayWidth));
  const indent = ' '.repeat(headWidth + gap.length);
  const valueWidth = Math.max(columnWidthMin, (options.width ?? Number.POSITIVE_INFINITY) - indent.length);
  const records = body.map((cells) =>
    heads
      .map((head, index) => {
        const value = wrapText(cells[index] ?? '', valueWidth).join(`\n${indent}`);
        return `${colour.bold(pad(head, { width: headWidth, atStart: false }))}${gap}${value}`.trimEnd();
      })
      .join('\n'),
  );
  return records.join('\n\n');
}

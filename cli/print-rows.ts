import type { Row } from '../jobs/ports.ts';
import { renderCsv } from '../render/terminal/csv.ts';
import { renderJson } from '../render/terminal/json.ts';
import { renderTable } from '../render/terminal/table.ts';
import { terminalStyle } from './terminal-style.ts';

/** How rows can be printed. */
export type RowFormat = 'table' | 'json' | 'csv';

/** Prints rows on stdout: a table for people, one JSON array or CSV for programs. */
export function printRows(rows: readonly Row[], format: RowFormat): void {
  const text =
    format === 'json'
      ? renderJson(rows)
      : format === 'csv'
        ? renderCsv(rows).trimEnd()
        : rows.length === 0
          ? 'No rows'
          : renderTable(rows, terminalStyle());
  process.stdout.write(`${text}\n`);
}

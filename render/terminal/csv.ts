import { stringify } from 'csv-stringify/sync';
import { type CellRow, type CellValue, columnNames } from './cell.ts';
import { toTerminalText } from './safe-text.ts';

/** Starts that a spreadsheet takes for a formula once the control in front of them is gone; `escape_formulas` has the others. */
const controlStart = /^[\t\r\n]/;

/**
 * Rows as CSV (RFC 4180) with a header line.
 * **shape**: a missing value is empty, a list is JSON text. Text that a spreadsheet would run as a formula gets a leading
 * apostrophe; control characters become visible escapes, so a file has as many lines as rows and is safe to print.
 * Without a newline at its end.
 * **source**: https://owasp.org/www-community/attacks/CSV_Injection (read 2026-11)
 */
export function renderCsv(rows: readonly CellRow[], options: { readonly columns?: readonly string[] } = {}): string {
  const names = options.columns ?? columnNames(rows);
  if (names.length === 0) return '';
  const records = [names, ...rows.map((row) => names.map((name) => toCsvValue(row[name])))];
  return stringify(records, { escape_formulas: true, cast: { string: toCsvText, boolean: String }, eof: false });
}

const toCsvValue = (value: CellValue | undefined): string | number | boolean | null =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (value ?? null);

const toCsvText = (text: string): string => (controlStart.test(text) ? "'" : '') + toTerminalText(text);

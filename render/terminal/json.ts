import { toTerminalJson } from './safe-text.ts';

/**
 * Rows as one JSON array, a row a line.
 * **shape**: reads back as exactly the same rows; what could steer a terminal is written with JSON's own escapes.
 * Without a newline at its end.
 */
export function renderJson(rows: readonly unknown[]): string {
  if (rows.length === 0) return '[]';
  return `[\n${rows.map((row) => toTerminalJson(JSON.stringify(row) ?? 'null')).join(',\n')}\n]`;
}

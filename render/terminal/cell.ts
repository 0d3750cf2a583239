import { toTerminalText } from './safe-text.ts';

/** A value as an engine returns it: instants and dates are ISO text. */
export type CellValue = string | number | boolean | null | readonly CellValue[];

/** A row by column name. */
export type CellRow = Readonly<Record<string, CellValue>>;

/** One value in words, as safe text of one line. A missing value is empty; a list is its members with commas between. */
export function renderCell(value: CellValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(renderCell).join(', ');
  return toTerminalText(String(value));
}

/** The columns of a result in the order in which its rows first name them. */
export const columnNames = (rows: readonly CellRow[]): string[] => [
  ...new Set(rows.flatMap((row) => Object.keys(row))),
];

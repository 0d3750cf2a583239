import { groupBy } from '../../core/group-by.ts';

/** How many rows there are of each kind. */
export const countBy = <T>(rows: readonly T[], keyOf: (row: T) => string): Record<string, number> =>
  Object.fromEntries([...groupBy(rows, keyOf)].map(([key, group]) => [key, group.length]));

/** The order of texts by their bytes, as engines sort them: not that of UTF-16. */
export const compareTexts = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The distinct texts of rows in order; nulls are none. */
export const distinct = <T>(rows: readonly T[], textOf: (row: T) => string | null): string[] =>
  [...new Set(rows.map(textOf))].filter((text) => text !== null).sort(compareTexts);

/** The first of the distinct texts, with commas between them. */
export const listed = <T>(rows: readonly T[], max: number, textOf: (row: T) => string | null): string =>
  distinct(rows, textOf).slice(0, max).join(', ');

/** The least and the greatest text, null where there is none. */
export const least = (texts: readonly string[]): string | null => texts.toSorted(compareTexts)[0] ?? null;
export const greatest = (texts: readonly string[]): string | null => texts.toSorted(compareTexts).at(-1) ?? null;

/** Rows in the order of several words of each, numbers downwards and texts upwards; null goes last. */
export function ordered<T>(rows: readonly T[], wordsOf: (row: T) => readonly (number | string | null)[]): T[] {
  const compare = (a: number | string | null, b: number | string | null): number => {
    if (a === b) return 0;
    if (a === null || b === null) return a === null ? 1 : -1;
    if (typeof a === 'number' && typeof b === 'number') return b - a;
    return compareTexts(String(a), String(b));
  };
  return rows.toSorted((one, other) => {
    const others = wordsOf(other);
    for (const [index, word] of wordsOf(one).entries()) {
      const found = compare(word, others[index] ?? null);
      if (found !== 0) return found;
    }
    return 0;
  });
}

/** Characters of the longest name compared: every name that the policy knows is shorter. */
const comparedCharactersMax = 64;

/**
 * The known name that a misspelt one most likely stands for, or null when none is near: one slip for every four
 * characters, and at least one.
 */
export function closestName(found: string, known: readonly string[]): string | null {
  if (found.length > comparedCharactersMax) return null;
  const folded = fold(found);
  let best: string | null = null;
  let bestSlips = Math.max(1, Math.floor(found.length / 4)) + 1;
  for (const name of known) {
    const slips = countSlips(folded, fold(name));
    if (slips < bestSlips) [best, bestSlips] = [name, slips];
  }
  return best;
}

/** Case and the choice of separator are no slips. */
const fold = (name: string): string => name.toLowerCase().replaceAll(/[-_ ]/g, '_');

/** Characters added, left out, changed, or swapped with their neighbour (optimal string alignment distance). */
function countSlips(left: string, right: string): number {
  const rows: number[][] = [Array.from({ length: right.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= right.length; column += 1) {
      const isSame = left[row - 1] === right[column - 1];
      const isSwapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      current[column] = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        row > 1 && column > 1 && isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return at(left.length, right.length);
}

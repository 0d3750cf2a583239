/**
 * Shares a line between columns: narrow ones get what they need, the wide ones split the rest evenly.
 * **shape**: `needs` and the result are columns of text, gaps not included; `null` when not every column could have
 * `widthMin` or its whole need.
 */
export function planColumnWidths(
  needs: readonly number[],
  { width, widthMin }: { readonly width: number; readonly widthMin: number },
): number[] | null {
  if (needs.reduce((sum, need) => sum + Math.min(need, widthMin), 0) > width) return null;
  const ascending = [...needs].sort((left, right) => left - right);
  let rest = width;
  let limit = Number.POSITIVE_INFINITY;
  for (const [index, need] of ascending.entries()) {
    const share = Math.floor(rest / (ascending.length - index));
    if (need > share) {
      limit = share;
      break;
    }
    rest -= need;
  }
  return needs.map((need) => Math.min(need, limit));
}

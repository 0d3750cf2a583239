/**
 * Whether a text matches a pattern as IAM's `StringLike` would have it: `*` is any run of characters, `?` is one, all
 * else stands for itself, case matters. A character is a code point, as in SQL's `LIKE`. At most one step for each pair of
 * characters, whatever the pattern.
 * **source**: IAM user guide, condition operators, StringLike (read 2026-11)
 */
export function matchesStringLike(pattern: string, text: string): boolean {
  const wanted = [...pattern];
  const found = [...text];
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < found.length) {
    if (wanted[p] === '*') {
      star = p;
      p += 1;
      resume = t;
    } else if (p < wanted.length && (wanted[p] === '?' || wanted[p] === found[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (wanted[p] === '*') p += 1;
  return p === wanted.length;
}

/** The same pattern for SQL's `LIKE … ESCAPE '\'`. */
export const toLikePattern = (pattern: string): string =>
  pattern
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');

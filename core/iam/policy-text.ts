/**
 * Text of a policy, with IAM's escapes: `${*}`, `${?}` and `${$}` stand for the signs themselves, any other `${…}` for a
 * variable of the request. Values of `StringEquals` have variables as well, but no wildcards.
 */
export type PolicyTextMode = 'equals' | 'like';

/**
 * A text as a policy has to write it to mean exactly this text.
 * **source**: IAM user guide, policy variables, special characters (read 2026-11)
 */
export const escapePolicyText = (text: string, mode: PolicyTextMode): string =>
  text.replace(mode === 'like' ? /\$(?=\{)|[*?]/g : /\$(?=\{)/g, (sign) => `\${${sign}}`);

/** A pattern with the escaped signs taken for plain ones: what remains of `*` and `?` are wildcards. */
export const hideEscapedSigns = (pattern: string): string => pattern.replace(/\$\{[*?$]\}/g, '_');

const escaped = /^\$\{([*?$])\}/;
const variable = /^\$\{[^}]*\}/;

/** One character of a pattern: itself, any one, or any run. */
type Sign = { readonly is: 'text'; readonly unit: string } | { readonly is: 'one' } | { readonly is: 'run' };

/**
 * Whether a text is what a value of a policy says, as `StringEquals` or as `StringLike` has it. Linear in both.
 * **shape**: null where that depends on a variable of the request, which nobody knows afterwards.
 * **source**: IAM user guide, condition operators and policy variables (read 2026-11)
 */
export function matchesPolicyText(value: string, text: string, mode: PolicyTextMode): boolean | null {
  const signs = readSigns(value, mode);
  if (signs === null) return null;
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    const sign = signs[p];
    if (sign?.is === 'run') {
      star = p;
      p += 1;
      resume = t;
    } else if (sign?.is === 'one' || (sign?.is === 'text' && sign.unit === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (signs[p]?.is === 'run') p += 1;
  return p === signs.length;
}

function readSigns(value: string, mode: PolicyTextMode): Sign[] | null {
  const signs: Sign[] = [];
  for (let at = 0; at < value.length; ) {
    // A variable is short: what is looked at of the rest is bounded, so that the whole stays linear.
    const rest = value[at] === '$' ? value.slice(at, at + 200) : '';
    const sign = escaped.exec(rest)?.[1];
    if (sign !== undefined) {
      signs.push({ is: 'text', unit: sign });
      at += 4;
      continue;
    }
    if (variable.test(rest)) return null;
    const unit = value[at] ?? '';
    signs.push(
      mode === 'like' && unit === '*'
        ? { is: 'run' }
        : mode === 'like' && unit === '?'
          ? { is: 'one' }
          : { is: 'text', unit },
    );
    at += 1;
  }
  return signs;
}

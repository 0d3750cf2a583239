import { excerptCharactersMax } from './ingest-limits.ts';

const memberName = /"((?:[^"\\]|\\.)*)"\s*:\s*/gs;
const closedText = /^"(?:[^"\\]|\\.)*"/s;
const tokenName = /^sessiontoken$/i;
// Secrets and tokens are long runs of base64. Where the JSON around them is broken, their look is all there is to go by.
const longRun = /[A-Za-z0-9+/=_-]{40,}/g;

/** What stands where a session token was. */
export const maskedToken = '"(masked)"';

/**
 * The beginning of a broken record, for a person to look at.
 * **shape**: at most `excerptCharactersMax` characters of the bytes from `start` to `end`; session tokens are masked, also where they
 * are cut off, and so is any run of base64 that is long enough to be one.
 */
export function renderExcerpt(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, Math.min(end, start + excerptCharactersMax * 4));
  return maskTokens(cutText(text)).replace(longRun, '(masked)');
}

/** Cuts before half of a surrogate pair is left. */
function cutText(text: string): string {
  const last = text.charCodeAt(excerptCharactersMax - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? excerptCharactersMax - 1 : excerptCharactersMax);
}

function maskTokens(text: string): string {
  let masked = '';
  let from = 0;
  for (const match of text.matchAll(memberName)) {
    const valueAt = match.index + match[0].length;
    if (match.index < from || !tokenName.test(decodeName(match[1] ?? ''))) continue;
    masked += text.slice(from, valueAt) + maskedToken;
    const value = closedText.exec(text.slice(valueAt));
    // A token that is no closed text may end anywhere: nothing behind it is shown.
    if (value === null) return masked;
    from = valueAt + value[0].length;
  }
  return masked + text.slice(from);
}

function decodeName(raw: string): string {
  return raw.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

import { toTerminalText } from '../terminal/safe-text.ts';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * Text of our own, or of the policy's authors, for `mrkdwn`: no mention, link or entity can come of it.
 * **shape**: at most `charactersMax` characters after escaping, cut between code points.
 * **source**: Slack, formatting text for app surfaces: escape `&`, `<` and `>`, nothing else (read 2026-11)
 */
export const toSlackText = (text: string, charactersMax: number): string =>
  escapeWithin(withoutTicks(text), charactersMax);

/**
 * Text from a log as a code span: nothing in it formats, links, mentions or ends the span, and what steers or hides text is
 * shown as an escape. Null and empty text give an empty string.
 */
export function toSlackCode(text: string | null, charactersMax: number): string {
  if (text === null || text.trim() === '') return '';
  return `\`${escapeWithin(withoutTicks(text), charactersMax - 2)}\``;
}

/** The same for text that Slack takes as it is, such as headers: no escaping, but no steering either. */
export const toPlainText = (text: string, charactersMax: number): string =>
  clip(toTerminalText(text), charactersMax, (one) => one);

/** A link whose label is ours. `url` is checked by the policy, or built from checked parts. */
export const toSlackLink = (url: string, label: string): string =>
  `<${url.replaceAll('|', '%7C').replaceAll('>', '%3E')}|${label}>`;

/** An instant that Slack shows in its reader's time zone, with UTC as the fallback. */
export function toSlackDate(instant: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return 'at an unknown time';
  const fallback = `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} {time}|${fallback}>`;
}

const escapeWithin = (text: string, charactersMax: number): string =>
  clip(text, charactersMax, (one) => entities[one] ?? one);

/** A backtick would begin or end a code span. */
const withoutTicks = (text: string): string => toTerminalText(text).replaceAll('`', '´');

/** Cuts between code points so that the written text, with an ellipsis where it was cut, fits. */
function clip(text: string, charactersMax: number, write: (character: string) => string): string {
  let written = '';
  let fitting = 0;
  for (const character of text) {
    const next = write(character);
    if (written.length + next.length > charactersMax) return `${written.slice(0, fitting)}…`;
    written += next;
    // What is kept when the end turns out not to fit leaves room for the ellipsis.
    if (written.length < charactersMax) fitting = written.length;
  }
  return written;
}

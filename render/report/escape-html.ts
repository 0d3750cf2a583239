const named: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Characters that steer a reader's eye or program and not its mind: controls, bidirectional marks, invisible joiners. */
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from a log as text in HTML, in an element or in a quoted attribute. What cannot be seen is written out. */
export const escapeHtml = (text: string): string =>
  text
    .replace(steering, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replace(/[&<>"']/g, (character) => named[character] ?? character);

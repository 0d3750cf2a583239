/** Scripts and signs that terminals draw two columns wide (East Asian Wide and Fullwidth, and emoji shown as pictures). */
const wide =
  /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;
const combining = /\p{M}/u;
const plain = /^[\x20-\x7e]*$/;

/**
 * Columns that a text takes on a terminal.
 * **shape**: `text` is safe text without colours. An estimate: terminals differ on joined emoji and rare scripts.
 * **source**: Unicode Standard Annex 11, East Asian Width
 */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let columns = 0;
  for (const character of text) columns += characterWidth(character);
  return columns;
}

/** Columns of one code point: 0, 1 or 2. */
export function characterWidth(character: string): number {
  if (combining.test(character)) return 0;
  return wide.test(character) ? 2 : 1;
}

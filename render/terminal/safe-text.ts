/**
 * What a terminal obeys, hides or reorders instead of showing: C0 and C1 controls (ESC among them), line and paragraph
 * separators, bidirectional and zero-width format characters, half surrogates, and everything Unicode lets a font leave out.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Text from a log, made safe to print: what could steer the terminal or deceive the reader becomes a visible escape, such as
 * `\x1b` or `\u202e`. The result is one line.
 * **errors**: never throws.
 * **source**: https://trojansource.codes (bidirectional controls); ECMA-48 (C0 and C1 controls), read 2026-11
 */
export const toTerminalText = (text: string): string =>
  text.replace(unsafe, (character) => shortEscapes[character] ?? escapeOf(character.codePointAt(0) ?? 0));

function escapeOf(codePoint: number): string {
  const digits = codePoint.toString(16);
  if (codePoint <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return codePoint <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\u{${digits}}`;
}

/**
 * JSON text, made safe to print without changing what it means: the same characters become JSON's own escapes.
 * **shape**: `json` comes from `JSON.stringify` without indentation, so that controls stand inside strings only.
 */
export const toTerminalJson = (json: string): string =>
  json.replace(unsafe, (character) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join(''),
  );

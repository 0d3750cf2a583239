/** The bytes that JSON's structure is made of. */
export const quote = 0x22;
export const backslash = 0x5c;
export const colon = 0x3a;
export const comma = 0x2c;
export const openBrace = 0x7b;
export const closeBrace = 0x7d;
export const openBracket = 0x5b;
export const closeBracket = 0x5d;
export const space = 0x20;

/** The four bytes that may stand between tokens. */
export const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Zero to nine. */
export const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Where white space ends that begins at `from`, or `from` where there is none. Stops at a zero byte at the latest. */
export function passSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}

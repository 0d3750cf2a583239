/** What stands at a place in JSON bytes. Numbers, because they are kept in typed arrays, one for each member of a record. */
export const valueAbsent = 0;
export const valueNull = 1;
export const valueText = 2;
/** Text with a backslash in it: its bytes are not yet what it says. */
export const valueEscapedText = 3;
export const valueNumber = 4;
export const valueTrue = 5;
export const valueFalse = 6;
export const valueObject = 7;
export const valueArray = 8;

/**
 * The text between two quotes of valid JSON.
 * **shape**: bytes that are not UTF-8 become U+FFFD, as everywhere in the web platform.
 */
export function decodeText(bytes: Buffer, start: number, end: number, isEscaped: boolean): string {
  const raw = bytes.toString('utf8', start, end);
  return isEscaped ? String(JSON.parse(`"${raw}"`)) : raw;
}

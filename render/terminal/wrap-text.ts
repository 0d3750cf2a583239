import { characterWidth, displayWidth } from './display-width.ts';

/**
 * Cuts a text into lines of at most `width` columns, at spaces where it can and inside words where it must.
 * **shape**: nothing but the spaces at a cut is lost; an empty text is one empty line; a width below 1 counts as 1.
 */
export function wrapText(text: string, width: number): string[] {
  if (displayWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = '';
  let columns = 0;
  for (const word of text.split(/(?<= )/u)) {
    const wordColumns = displayWidth(trimSpaces(word));
    if (columns > 0 && columns + wordColumns > width) {
      lines.push(trimSpaces(line));
      line = '';
      columns = 0;
    }
    for (const character of word) {
      const step = characterWidth(character);
      if (columns > 0 && columns + step > width) {
        if (character === ' ') continue; // a space that no longer fits is the cut itself
        lines.push(line);
        line = '';
        columns = 0;
      }
      line += character;
      columns += step;
    }
  }
  if (trimSpaces(line) !== '' || lines.length === 0) lines.push(trimSpaces(line));
  return lines;
}

/** Other white space is text: an ideographic space has a place of its own. */
const trimSpaces = (text: string): string => text.replace(/ +$/u, '');

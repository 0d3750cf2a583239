/** Facts shown of one finding, and characters of one fact: the rest is in the JSON output. */
const factsMax = 12;
const factCharactersMax = 400;

/**
 * The facts of a finding's evidence as names and texts, in the detection's own order.
 * **shape**: missing values are left out; lists are their members; what is nested deeper is JSON text. Texts are bounded
 * and may come from a log.
 */
export function evidenceFacts(evidence: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(evidence)
    .map(([name, value]): [string, string] => [name.replaceAll('_', ' '), shorten(factText(value))])
    .filter(([, text]) => text !== '')
    .slice(0, factsMax);
}

function factText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((member) => typeof member !== 'object'))
    return value.map(factText).join(', ');
  return JSON.stringify(value) ?? '';
}

function shorten(text: string): string {
  const characters = [...text.slice(0, factCharactersMax * 2)];
  if (text.length <= factCharactersMax * 2 && characters.length <= factCharactersMax) return text;
  return `${characters.slice(0, factCharactersMax).join('')}…`;
}

import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Pair, parseDocument } from 'yaml';
import { type LocatedProblem, type PolicyPath, renderPath } from './policy-problem.ts';

/** Characters of a policy file: some thousand entries. More is a mistake, such as a log in its place. */
const fileCharactersMax = 1_000_000;
/** Values after anchors are resolved, so that a few lines of aliases cannot grow into a mountain. */
const valuesMax = 100_000;
/** Levels of nesting; the format has six. */
const depthMax = 32;
/** Syntax errors told at once: one slip can bring a hundred after it. */
const syntaxErrorsMax = 20;

/** A problem at an offset of the text. */
export interface OffsetProblem {
  readonly offset: number;
  readonly message: string;
}

/**
 * A YAML text, read.
 * **shape**: `value` is made of null-prototype objects, arrays, texts, numbers, booleans and null; `undefined` when there is
 * none. `problems` are all errors. `brokenFrom` is the offset from which on the text could not be understood, or null.
 */
export interface YamlText {
  readonly value: unknown;
  readonly problems: readonly OffsetProblem[];
  readonly brokenFrom: number | null;
  /** Where the value at a path, its key, or else the nearest thing around it stands. */
  offsetOf(place: Pick<LocatedProblem, 'path' | 'atKey'>): number;
  position(offset: number): { readonly line: number; readonly column: number };
}

/**
 * Reads one YAML 1.2 document, keeping where everything stands. Keys are texts, tags and merge keys mean nothing.
 * **errors**: never throws.
 */
export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const positions = new Map<string, Place>();
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const offsetOf = ({ path, atKey }: Pick<LocatedProblem, 'path' | 'atKey'>) => nearestOffset(positions, path, atKey);
  const parsed = parse(text, lines);
  if (typeof parsed === 'string') {
    const problems = [{ offset: 0, message: parsed }];
    return { value: undefined, problems, brokenFrom: 0, offsetOf, position };
  }
  const syntax = [...parsed.errors, ...parsed.warnings]
    .map((error) => ({ offset: error.pos[0], message: `Read the file as YAML: ${plainSentence(error.message)}` }))
    .sort((left, right) => left.offset - right.offset);
  const reading: Reading = { positions, problems: [], anchors: new Map(), valuesRead: 0, isTooMuch: false };
  const value = parsed.contents === null ? undefined : readNode(reading, parsed.contents, { path: [], isCopy: false });
  return {
    value,
    problems: [...syntax.slice(0, syntaxErrorsMax), ...reading.problems],
    brokenFrom: syntax[0]?.offset ?? null,
    offsetOf,
    position,
  };
}

/** The document, or why there is none. */
function parse(text: string, lineCounter: LineCounter): Document.Parsed | string {
  if (text.length > fileCharactersMax)
    return `Read the file: it has ${text.length} characters, wanted at most ${fileCharactersMax}`;
  try {
    return parseDocument(text, {
      lineCounter,
      prettyErrors: false,
      stringKeys: true,
      uniqueKeys: false, // read below, in time that grows with the keys and not with their square
      resolveKnownTags: false,
      version: '1.2',
      logLevel: 'error', // silent would take the first of two documents for the whole,
    });
  } catch {
    // The parser calls itself for every level, so that only nesting without end brings it here.
    return 'Read the file as YAML: it cannot be read, most likely because it is nested too deeply';
  }
}

/** Offsets of a value and of its key, if it has one. */
interface Place {
  readonly value: number;
  readonly key?: number;
}

interface Reading {
  readonly positions: Map<string, Place>;
  readonly problems: OffsetProblem[];
  /** The last node seen under each anchor, in the order of the text. */
  readonly anchors: Map<string, unknown>;
  valuesRead: number;
  isTooMuch: boolean;
}

/** Where a value is read. `isCopy`: an alias stands there, so anchors inside were seen before. */
interface Spot {
  readonly path: PolicyPath;
  readonly keyOffset?: number | undefined;
  readonly isCopy: boolean;
}

const pathKey = (path: PolicyPath): string => JSON.stringify(path);

function nearestOffset(positions: ReadonlyMap<string, Place>, path: PolicyPath, atKey: boolean | undefined): number {
  const place = positions.get(pathKey(path));
  if (place !== undefined) return atKey === true ? (place.key ?? place.value) : place.value;
  return path.length === 0 ? 0 : nearestOffset(positions, path.slice(0, -1), false);
}

function readNode(reading: Reading, node: unknown, spot: Spot): unknown {
  const { path, keyOffset, isCopy } = spot;
  // A value that comes from an anchor is told where it is used, because that is where it is wrong.
  const offset = (isCopy ? keyOffset : offsetOfNode(node)) ?? offsetOfNode(node) ?? keyOffset ?? 0;
  if (!reading.positions.has(pathKey(path)))
    reading.positions.set(pathKey(path), { value: offset, ...(keyOffset === undefined ? {} : { key: keyOffset }) });
  reading.valuesRead += 1;
  if (path.length > depthMax || reading.valuesRead > valuesMax) {
    if (!reading.isTooMuch)
      reading.problems.push({ offset, message: `Read ${renderPath(path.slice(0, 3))}: it is too large or too deep` });
    reading.isTooMuch = true;
    return null;
  }
  if (!isCopy && isNode(node) && 'anchor' in node && typeof node.anchor === 'string')
    reading.anchors.set(node.anchor, node);
  if (isAlias(node)) return readAlias(reading, node.source, spot, offset);
  if (isMap(node)) return readMap(reading, node.items, spot);
  if (isSeq(node))
    return node.items.map((item, index) =>
      readNode(reading, item, { path: [...path, index], isCopy, keyOffset: isCopy ? keyOffset : undefined }),
    );
  return isScalar(node) ? readScalar(node.value) : null;
}

/** What an anchor holds, in the place of the alias. */
function readAlias(reading: Reading, name: string, { path }: Spot, offset: number): unknown {
  const target = reading.anchors.get(name);
  if (target !== undefined) return readNode(reading, target, { path, keyOffset: offset, isCopy: true });
  const message = `Read the alias ${JSON.stringify(`*${shorten(name)}`)}: no anchor before it has this name`;
  reading.problems.push({ offset, message });
  return null;
}

function readMap(reading: Reading, items: readonly Pair[], { path, isCopy, keyOffset }: Spot): unknown {
  const record: Record<string, unknown> = Object.create(null);
  for (const { key, value } of items) {
    const name = isScalar(key) ? String(key.value ?? '') : '';
    const offset = (isCopy ? keyOffset : offsetOfNode(key)) ?? 0;
    if (Object.hasOwn(record, name)) {
      const message = `Remove one of the two "${shorten(name)}" in ${renderPath(path)}: a key stands only once`;
      if (!isCopy) reading.problems.push({ offset, message });
      continue;
    }
    record[name] = readNode(reading, value, { path: [...path, name], keyOffset: offset, isCopy });
  }
  return record;
}

/** Of a scalar only what JSON has too: with tags switched off, YAML 1.2 gives nothing else but not-a-number and infinity. */
function readScalar(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
  return value === null || value === undefined ? null : String(value);
}

function offsetOfNode(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === 'number' ? range[0] : undefined;
}

const shorten = (name: string): string => (name.length > 60 ? `${name.slice(0, 60)}…` : name);

/** The parser's message as one line without its full stop. */
const plainSentence = (message: string): string => message.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');

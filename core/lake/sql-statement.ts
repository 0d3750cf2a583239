import { SubtrailError } from '../subtrail-error.ts';

/**
 * One SQL file, read.
 * **shape**: `name` is its path below `sql/` without the ending; `header` its comment fields; `parameterNames` those that
 * the header declares, without the colon.
 */
export interface SqlStatement {
  readonly name: string;
  readonly text: string;
  readonly header: Readonly<Record<string, string>>;
  readonly parameterNames: readonly string[];
  /** The type that the header declares for each parameter: varchar, timestamp, date, bigint, integer, boolean, double, json. */
  readonly parameterTypes: Readonly<Record<string, string>>;
}

const headerLine = /^-- ([a-z][a-z ]*?):\s+(.*)$/;
const continuationLine = /^--\s{2,}(\S.*)$/;

/**
 * Reads the header that every SQL file opens with.
 * **errors**: never throws; a file without a header gives an empty one, which the convention tests refuse.
 */
export function parseSqlStatement(name: string, text: string): SqlStatement {
  const header: Record<string, string> = {};
  let field = '';
  for (const line of text.split('\n')) {
    if (!line.startsWith('--')) break;
    const opened = headerLine.exec(line);
    if (opened?.[1] !== undefined && opened[2] !== undefined) {
      field = opened[1];
      header[field] = opened[2];
      continue;
    }
    const continued = continuationLine.exec(line);
    if (continued?.[1] !== undefined && field !== '') header[field] += ` ${continued[1]}`;
  }
  const declared = [...(header['params'] ?? '').matchAll(/:([a-z][a-z0-9_]*)\s+([a-z]+)/g)];
  const parameterTypes = Object.fromEntries(declared.map((match) => [match[1] ?? '', match[2] ?? '']));
  return { name, text, header, parameterNames: Object.keys(parameterTypes), parameterTypes };
}

/** SQL text with `?` in place of every `:name`, and the names in the order of the question marks. */
export interface BoundText {
  readonly text: string;
  readonly order: readonly string[];
}

// Strings, quoted names, comments and `::` are passed over so that a colon inside them is never a parameter.
const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|::|:([a-z][a-z0-9_]*)/g;

/**
 * Turns `:name` parameters into `?` in order.
 * **errors**: `sql_parameter` when a name is used but not declared in the header, or declared but not used.
 */
export function bindParameterNames(statement: SqlStatement): BoundText {
  const order: string[] = [];
  const text = replaceParameters(statement.text, (name) => {
    order.push(name);
    return '?';
  });
  const undeclared = order.filter((name) => !statement.parameterNames.includes(name));
  const unused = statement.parameterNames.filter((name) => !order.includes(name));
  if (undeclared.length > 0 || unused.length > 0) {
    const found = [...undeclared.map((name) => `:${name} undeclared`), ...unused.map((name) => `:${name} unused`)];
    throw new SubtrailError('sql_parameter', `Bind the parameters of "${statement.name}": ${found.join(', ')}`);
  }
  return { text, order };
}

/** SQL text with every `:name` replaced; `write` gets the name without its colon. **errors**: never throws by itself. */
export const replaceParameters = (text: string, write: (name: string) => string): string =>
  text.replace(token, (match, name: string | undefined) => (name === undefined ? match : write(name)));

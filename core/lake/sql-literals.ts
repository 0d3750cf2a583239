import { SubtrailError } from '../subtrail-error.ts';
import { bindParameterNames, type SqlStatement } from './sql-statement.ts';

/** A value that a statement can be given. `Date` is a UTC timestamp. */
export type LiteralValue = string | number | bigint | boolean | Date | null;

/** SQL types of our headers as Trino and Athena write them in a cast. */
const castTypes: Readonly<Record<string, string>> = {
  varchar: 'varchar',
  json: 'varchar',
  timestamp: 'timestamp',
  date: 'date',
  bigint: 'bigint',
  integer: 'integer',
  double: 'double',
  boolean: 'boolean',
};

/**
 * A statement's text with every `:name` replaced by a typed literal: for engines that take no values beside the text.
 * **shape**: text is quoted with its quotes doubled, so that nothing in it ends the literal; times are UTC.
 * **errors**: `sql_parameter` when a name has no value, or a value that its declared type cannot hold.
 * **source**: Trino, literals (read 2026-11): in a quoted text only the quote itself is special
 */
export const renderWithLiterals = (statement: SqlStatement, values: Readonly<Record<string, LiteralValue>>): string =>
  renderWithExpressions(statement, (name) => renderLiteral(statement, name, values[name]));

/**
 * The same with any expression in the place of a parameter. Only for expressions that we wrote ourselves.
 * **errors**: `sql_parameter` when a name has no expression, or is not declared.
 */
export function renderWithExpressions(
  statement: SqlStatement,
  expressionOf: (name: string) => string | undefined,
): string {
  const { text, order } = bindParameterNames(statement);
  const literals = order.map((name) => {
    const expression = expressionOf(name);
    if (expression !== undefined) return expression;
    throw new SubtrailError('sql_parameter', `Bind "${statement.name}": :${name} has no expression`);
  });
  let next = 0;
  // The question marks that stand for parameters: those in strings, names and comments are passed over.
  return text.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\?/g, (match) => {
    if (match !== '?') return match;
    const literal = literals[next];
    next += 1;
    return literal ?? match;
  });
}

/**
 * One value as a literal of its parameter's type.
 * **errors**: `sql_parameter` when there is none, or its type cannot hold it.
 */
export function renderLiteral(statement: SqlStatement, name: string, value: LiteralValue | undefined): string {
  const type = statement.parameterTypes[name] ?? 'varchar';
  const castType = castTypes[type];
  const wrong = (reason: string) => new SubtrailError('sql_parameter', `Bind "${statement.name}": :${name} ${reason}`);
  if (value === undefined) throw wrong('has no value');
  if (castType === undefined) throw wrong(`has the type "${type}", which has no literal`);
  if (value === null) return `cast(null as ${castType})`;
  if (type === 'timestamp')
    return `timestamp ${quote(instantOf(value, wrong).toISOString().replace('T', ' ').replace('Z', ''))}`;
  if (type === 'date') return `date ${quote(instantOf(value, wrong).toISOString().slice(0, 10))}`;
  if (type === 'varchar' || type === 'json') return textLiteral(String(value));
  if (type === 'boolean') return String(value) === 'true' ? 'true' : 'false';
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(String(value))) throw wrong('is not a number');
  // A whole number stands bare, because "limit" takes nothing else; its own type follows from its size.
  return /^\d+$/.test(String(value)) && type !== 'double' ? String(value) : `cast(${String(value)} as ${castType})`;
}

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** Any text as a literal. Half characters and zero bytes are no text in these engines. */
export const textLiteral = (text: string): string => quote(text.toWellFormed().replaceAll('\0', '\uFFFD'));

function instantOf(value: LiteralValue, wrong: (reason: string) => SubtrailError): Date {
  const at =
    value instanceof Date ? value : new Date(typeof value === 'bigint' ? Number(value) : (value as string | number));
  if (value === null || typeof value === 'boolean' || Number.isNaN(at.getTime())) throw wrong('is not a time');
  return at;
}

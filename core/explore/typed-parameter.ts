import type { LiteralValue } from '../lake/sql-literals.ts';
import type { SqlStatement } from '../lake/sql-statement.ts';

/** A parameter of which only its header's type is known: one of a statement that somebody wrote. */
export interface TypedParameter {
  readonly kind: 'typed';
  readonly name: string;
  readonly type: string;
  /** The kind of value that it wants, in words. */
  readonly wanted: string;
}

const wantedByType: Readonly<Record<string, string>> = {
  date: 'a day such as 2026-11-22',
  timestamp: 'a UTC moment such as 2026-11-22T10:00:00Z',
  bigint: 'a whole number',
  integer: 'a whole number',
  double: 'a number',
  boolean: 'true or false',
  json: 'JSON',
};

/** What the header of a statement says that it takes. */
export const typedParameters = (statement: SqlStatement): readonly TypedParameter[] =>
  statement.parameterNames.map((name) => {
    const type = statement.parameterTypes[name] ?? 'varchar';
    return { kind: 'typed', name, type, wanted: wantedByType[type] ?? 'a text' };
  });

/** Whether a text is a day of the calendar, written as ISO has it. */
export const isDay = (text: string): boolean => {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(Number.NaN);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
};

/** A text as a value of the parameter's type, or null where it is none. */
export function readTyped({ type }: TypedParameter, text: string): LiteralValue {
  switch (type) {
    case 'date':
      return isDay(text) ? text : null;
    case 'timestamp': {
      const isMoment =
        /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(text) && isDay(text.slice(0, 10));
      const at = new Date(isMoment ? text : Number.NaN);
      return Number.isNaN(at.getTime()) ? null : at;
    }
    case 'bigint':
    case 'integer':
      return /^-?\d{1,15}$/.test(text) ? Number(text) : null;
    case 'double':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : null;
    default:
      return text;
  }
}

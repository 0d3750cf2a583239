import { plant } from '../planted.ts';
import type { TableColumns } from './name-reader.ts';
import { readSqlSources, type SqlSource } from './sql-source.ts';

/** A lake of two tables, enough to show what a rule finds. */
export const plantedTables: TableColumns = new Map([
  ['calls', { names: ['event_id', 'event_date', 'event_name', 'access_key_id', 'calls'], required: ['event_id'] }],
  ['sessions', { names: ['session_id', 'issued_key_id', 'event_date', 'tags'], required: ['session_id'] }],
]);

/** A header that no rule minds, for a statement that reads `calls`. */
export const header = `-- purpose:  What happened.
-- grain:    one row per call (event_id)
-- inputs:   calls
-- outputs:  columns of calls
`;

/** A statement that exists only in a test, at a path below `sql/`. */
export const plantSql = (text: string, path = 'explore/planted.sql'): readonly SqlSource[] =>
  readSqlSources(plant({ [`sql/${path}`]: text }), plantedTables);

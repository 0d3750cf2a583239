import { type SchemaChange, schemaChanges, schemaVersion } from '../core/lake/schema-changes.ts';
import type { SqlStatement } from '../core/lake/sql-statement.ts';
import type { Clock, QueryEngine, SqlLibrary } from './ports.ts';

/** How an engine makes tables and adds columns to them: definitions are the one thing that engines do not share. */
export interface TableDefinitions {
  readonly create: readonly SqlStatement[];
  add(change: SchemaChange): SqlStatement;
}

/** What a run did: `from` is null where the tables are new, `to` the version they have now. */
export interface MigrateOutcome {
  readonly tables: number;
  readonly from: number | null;
  readonly to: number;
}

/**
 * Makes the tables where they are not there, and brings those that are to this version, change by change.
 * **shape**: `changes` and `version` are those of the code, or a test's.
 * A lake that a newer version has changed stays as it is: a deployment that goes back must not fail on it.
 * **errors**: `query_failed`. Safe to run again.
 */
export async function migrate(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly clock: Clock;
  readonly definitions: TableDefinitions;
  readonly changes?: readonly SchemaChange[];
  readonly version?: number;
}): Promise<MigrateOutcome> {
  const { engine, sql, clock, definitions, changes = schemaChanges, version = schemaVersion } = options;
  for (const statement of definitions.create) await engine.execute(statement);
  const [row] = await engine.query(sql.get('tables/find_schema_version'));
  const from = typeof row?.['version'] === 'number' ? row['version'] : null;
  // A newer version was here. Columns are only ever added, so that this one works on with the tables as they are.
  if (from !== null && from > version) return { tables: definitions.create.length, from, to: from };
  // New tables have all columns from the start.
  const due = from === null ? [] : changes.filter((change) => change.version > from && change.version <= version);
  for (const change of due) await addColumns(engine, definitions.add(change));
  if (from !== version) {
    await engine.execute(sql.get('tables/record_schema_version'), { version, reached_at: clock.now() });
  }
  return { tables: definitions.create.length, from, to: version };
}

/** A run that was killed before it wrote down how far it got finds columns that are there already. */
async function addColumns(engine: QueryEngine, statement: SqlStatement): Promise<void> {
  try {
    await engine.execute(statement);
  } catch (error) {
    const isThere = error instanceof Error && /already exists|duplicate column/i.test(error.message);
    if (!isThere) throw error;
  }
}

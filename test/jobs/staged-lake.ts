import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { stagedEvents } from '../../core/lake/tables.ts';
import { type AttributeOutcome, attribute } from '../../jobs/attribute.ts';
import type { QueryEngine, Row } from '../../jobs/ports.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

/** A staged row as a test names it: only the columns it is about. */
export type StagedRow = Readonly<Record<string, unknown>> & { readonly event_id: string; readonly event_time: string };

/** An in-memory lake whose staged tables a test fills by hand. */
export interface StagedLake {
  readonly engine: QueryEngine;
  /** Stages rows as the next slot. */
  stage(rows: readonly StagedRow[]): Promise<string>;
  /** Stages rows as one slot and settles it. */
  settle(rows: readonly StagedRow[]): Promise<AttributeOutcome>;
  /** Rows of any SQL, for looking at what came out. */
  look(text: string): Promise<readonly Row[]>;
  close(): void;
}

const sql = createSqlLibrary('sql');

/** Opens an empty lake. */
export async function openStagedLake(): Promise<StagedLake> {
  const connection = await openCaseDatabase();
  const engine = createDuckDbQueryEngine(connection);
  let slots = 0;
  const stageNext = async (rows: readonly StagedRow[]): Promise<string> => {
    slots += 1;
    const slot = `slot-${String(slots).padStart(4, '0')}`;
    await stage(connection, rows, slot);
    return slot;
  };
  return {
    engine,
    stage: stageNext,
    settle: async (rows) => {
      const slot = await stageNext(rows);
      return attribute({ engine, sql, window: { slotFirst: slot, slotLast: slot } });
    },
    look: (text) => engine.query({ name: 'test', text, header: {}, parameterNames: [], parameterTypes: {} }),
    close: () => connection.closeSync(),
  };
}

async function stage(connection: DuckDBConnection, rows: readonly StagedRow[], slot: string): Promise<void> {
  const complete = rows.map((row, index) => ({
    event_name: 'GetCallerIdentity',
    event_source: 'sts.amazonaws.com',
    recipient_account_id: '123456789012',
    caller_kind: 'unknown',
    record_index: index,
    source_object: `file:///deliveries/${row.event_id}.json.gz`,
    ingested_at: '2026-11-23T00:00:00Z',
    batch_id: 'b',
    slot,
    event_date: row.event_time.slice(0, 10),
    ...row,
  }));
  const deliveries = [...new Set(complete.map((row) => row.source_object))].map((source_object) => {
    const count = complete.filter((row) => row.source_object === source_object).length;
    return {
      source_object,
      slot,
      batch_id: 'b',
      records_read: count,
      rows_staged: count,
      rejects: 0,
      skipped: 0,
      ingested_at: '2026-11-23T00:00:00Z',
    };
  });
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-test-'));
  const columns = [...stagedEvents.columns.map((column) => [column.name, column.type]), ['slot', 'varchar']]
    .map(([name, type]) => `${name}: '${type === 'array(varchar)' ? 'varchar[]' : type}'`)
    .join(', ');
  try {
    writeFileSync(join(folder, 'events.json'), JSON.stringify(complete));
    writeFileSync(join(folder, 'deliveries.json'), JSON.stringify(deliveries));
    await connection.run(
      `insert into staged_events by name select * from read_json('${join(folder, 'events.json')}', columns = {${columns}})`,
    );
    await connection.run(
      `insert into staged_deliveries by name select * from read_json('${join(folder, 'deliveries.json')}')`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

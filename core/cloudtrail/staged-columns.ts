import { ciColumns, exchangeColumns } from '../lake/column-groups.ts';
import type { IdentityColumns } from './caller-columns.ts';
import type { ExchangeColumns } from './exchange-columns.ts';
import { readFlag } from './field-reader.ts';
import type { Instant } from './instant.ts';
import type { StagedRows } from './staged-rows.ts';

/** A value as the Parquet writer takes it: timestamps are microseconds since 1970, dates days since then. */
export type CellValue = string | number | bigint | boolean | null | readonly string[];

/** The cells of every column of a table, by the column's name. */
export type TableColumns = ReadonlyMap<string, readonly CellValue[]>;

const secondsOfDay = 86_400;
const identityNames: readonly Exclude<keyof IdentityColumns, 'oddValues'>[] = [
  'user_identity_type',
  'principal_id',
  'principal_arn',
  'caller_account_id',
  'user_name',
  'access_key_id',
  'invoked_by',
  'role_arn',
  'session_name',
  'session_created_at',
  'mfa_authenticated',
  'console_session',
  'federated_provider',
  'source_identity',
  'role_id',
  'issuer_arn',
];

/** Microseconds since 1970. */
export const microsOf = ({ seconds, micros }: Instant): bigint => BigInt(seconds) * 1_000_000n + BigInt(micros);

/** The cells of `staged_events` for rows that were gathered. `batchId` and `ingestedAt` are the same for all. */
export function renderStagedColumns(
  rows: StagedRows,
  { batchId, ingestedAt }: { readonly batchId: string; readonly ingestedAt: Date },
): TableColumns {
  const { count } = rows;
  const cells = new Map<string, readonly CellValue[]>();
  for (const { name, ids } of rows.textIds) cells.set(name, rows.reader.texts.texts(ids, count));
  cells.set(
    'event_time',
    renderEach(count, (row) => microsOf({ seconds: rows.seconds[row] ?? 0, micros: rows.micros[row] ?? 0 })),
  );
  cells.set(
    'event_date',
    renderEach(count, (row) => Math.floor((rows.seconds[row] ?? 0) / secondsOfDay)),
  );
  cells.set('event_id', rows.eventIds);
  cells.set('shared_event_id', rows.sharedEventIds);
  cells.set(
    'read_only',
    renderEach(count, (row) => readFlag(rows.readOnlyFlags[row])),
  );
  cells.set('resource_arns', renderArns(rows));
  cells.set('request_parameters', rows.requests);
  cells.set('response_elements', rows.responses);
  const { callers } = rows.callers;
  const pickCaller = (values: readonly CellValue[]) => renderPicked(values, rows.callerIds, count);
  for (const name of identityNames)
    cells.set(name, pickCaller(callers.map(({ identity }) => renderCell(identity[name]))));
  cells.set('caller_kind', pickCaller(callers.map((caller) => caller.caller_kind)));
  cells.set('caller_id', pickCaller(callers.map((caller) => caller.caller_id)));
  const none = new Array<CellValue>(count).fill(null);
  for (const { name } of [...exchangeColumns, ...ciColumns]) {
    cells.set(name, rows.exchanges.length === 0 ? none : renderExchangeCells(rows, name as keyof ExchangeColumns));
  }
  cells.set('source_object', renderPicked(rows.sources, rows.sourceIds, count));
  cells.set('record_index', Array.from(rows.recordIndexes.subarray(0, count)));
  cells.set('ingested_at', new Array<CellValue>(count).fill(BigInt(ingestedAt.getTime()) * 1000n));
  cells.set('batch_id', new Array<CellValue>(count).fill(batchId));
  return cells;
}

// Millions of cells pass through these two: a plain loop takes a third of the time of `Array.from` with a function.
function renderEach(count: number, cell: (row: number) => CellValue): CellValue[] {
  const cells = new Array<CellValue>(count);
  for (let row = 0; row < count; row += 1) cells[row] = cell(row);
  return cells;
}

function renderPicked(values: readonly CellValue[], picks: Int32Array, count: number): CellValue[] {
  const cells = new Array<CellValue>(count);
  for (let row = 0; row < count; row += 1) cells[row] = values[picks[row] ?? 0] ?? null;
  return cells;
}

const renderCell = (value: CellValue | Instant | undefined): CellValue => {
  if (value === undefined) return null;
  return typeof value === 'object' && value !== null && 'seconds' in value ? microsOf(value) : value;
};

function renderArns(rows: StagedRows): CellValue[] {
  let from = 0;
  return renderEach(rows.count, (row) => {
    const end = rows.arnEnds[row] ?? from;
    const arns: string[] = [];
    for (; from < end; from += 1) arns.push(rows.reader.texts.text(rows.arnIds[from] ?? 0) ?? '');
    return arns.length === 0 ? null : arns;
  });
}

function renderExchangeCells(rows: StagedRows, name: keyof ExchangeColumns): CellValue[] {
  const cells = new Array<CellValue>(rows.count).fill(null);
  for (const { row, exchange } of rows.exchanges) cells[row] = renderCell(exchange[name]);
  return cells;
}

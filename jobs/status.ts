import type { QueryEngine, Row, SqlLibrary } from './ports.ts';

/**
 * The health of a lake.
 * **shape**: `counts` are both sides of the books; `problems` says in words what does not add up, and is empty when all does.
 */
export interface LakeStatus {
  readonly counts: Row;
  readonly problems: readonly string[];
  readonly span: Row;
  readonly coverage: readonly Row[];
  readonly attribution: readonly Row[];
  readonly rejectReasons: readonly Row[];
}

/** Reads the lake's books and checks them both ways. **errors**: `query_failed`. */
export async function readStatus(engine: QueryEngine, sql: SqlLibrary): Promise<LakeStatus> {
  const query = (name: string) => engine.query(sql.get(name));
  const [counts = {}] = await query('checks/rows_staged_balance');
  const [span = {}] = await query('findings/find_event_span');
  const unbalanced = await query('checks/records_read_balance');
  const repeated = await query('checks/calls_are_unique');
  const number = (name: string) => Number(counts[name] ?? 0);
  const problems: string[] = [];
  const read = number('records_read');
  const accounted = number('rows_staged') + number('rejects') + number('skipped');
  if (read !== accounted) problems.push(`${read} records read, but rows, rejects and skipped come to ${accounted}`);
  for (const row of unbalanced) problems.push(`${String(row['source_object'])}: records read are not accounted for`);
  const kept = number('calls') + number('duplicates') + number('removed');
  if (number('rows_staged') !== kept) {
    problems.push(`${number('rows_staged')} rows staged, but calls, duplicates and what was removed come to ${kept}`);
  }
  for (const row of repeated) problems.push(`${String(row['event_id'])}: ${String(row['copies'])} rows for one event`);
  return {
    counts,
    problems,
    span,
    coverage: await query('status/coverage'),
    attribution: await query('status/attribution'),
    rejectReasons: await query('status/reject_reasons'),
  };
}

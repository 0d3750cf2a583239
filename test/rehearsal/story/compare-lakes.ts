import type { Table } from '../../../core/lake/column.ts';
import { lakeTables } from '../../../core/lake/tables.ts';
import type { QueryEngine, Row } from '../../../jobs/ports.ts';
import type { Narrator } from './narrator.ts';

/** Columns that say when or in which run a row was written, and not what happened. */
const columnsOfRuns = new Set(['ingested_at', 'is_dirty', 'changed_in', 'batch_id']);
/** Tables that *detect* and the policy write, which are compared where they are the matter. */
const tablesOfOthers = new Set([
  'findings',
  'notifications',
  'expected_subjects',
  'exemptions',
  'principals',
  'policy_grades',
  'schema_versions',
]);

/** Promises that two lakes hold the same rows, table by table. */
export async function promiseSameLake(narrator: Narrator, deployed: QueryEngine, twin: QueryEngine): Promise<void> {
  const counts: string[] = [];
  const differences: object[] = [];
  for (const table of lakeTables.filter(({ name }) => !tablesOfOthers.has(name))) {
    const [here, there] = [await readTable(deployed, table), await readTable(twin, table)];
    counts.push(`${here.length} ${table.name}`);
    const difference = compareRows(here, there);
    if (difference !== null) differences.push({ table: table.name, ...difference });
  }
  narrator.promise(
    `the lake is row for row the one that the command line makes: ${counts.join(', ')}`,
    differences.length === 0,
    differences,
  );
}

async function readTable(engine: QueryEngine, table: Table): Promise<readonly string[]> {
  const names = table.columns.map(({ name }) => name).filter((name) => !columnsOfRuns.has(name));
  const text = `select ${names.map((name) => `"${name}"`).join(', ')} from ${table.name}`;
  const rows = await engine.query({ name: table.name, text, header: {}, parameterNames: [], parameterTypes: {} });
  return rows.map((row: Row) => JSON.stringify(row)).sort();
}

/** Rows that only one side has, counted, with an example of each; null when there are none. */
function compareRows(here: readonly string[], there: readonly string[]): object | null {
  const count = new Map<string, number>();
  for (const row of here) count.set(row, (count.get(row) ?? 0) + 1);
  for (const row of there) count.set(row, (count.get(row) ?? 0) - 1);
  const onlyHere = [...count].filter(([, times]) => times > 0).map(([row]) => row);
  const onlyThere = [...count].filter(([, times]) => times < 0).map(([row]) => row);
  if (onlyHere.length + onlyThere.length === 0) return null;
  return { onlyInDeployed: onlyHere.length, onlyInTwin: onlyThere.length, ...exampleOf(onlyHere[0], onlyThere) };
}

/** A row of one side and its likeliest partner of the other, cut down to what differs. */
function exampleOf(row: string | undefined, others: readonly string[]): object {
  const mine = JSON.parse(row ?? '{}') as Row;
  const score = (other: Row): number =>
    Object.keys(mine).filter((name) => JSON.stringify(mine[name]) === JSON.stringify(other[name])).length;
  const [partner = {}] = others.map((text) => JSON.parse(text) as Row).sort((a, b) => score(b) - score(a));
  const names = Object.keys({ ...mine, ...partner }).filter(
    (name) => JSON.stringify(mine[name]) !== JSON.stringify(partner[name]),
  );
  return { deployed: pick(mine, names), twin: pick(partner, names) };
}

const pick = (row: Row, names: readonly string[]): object => Object.fromEntries(names.map((name) => [name, row[name]]));

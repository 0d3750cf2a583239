import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { lakeTables } from '../../core/lake/tables.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';

/** Days whose partitions are compacted: those that still change. Older ones were compacted when they did. */
const compactedDays = 3;
const dayMillis = 86_400_000;

/**
 * What keeps Iceberg tables quick in Athena: small files put together, old versions and files that nobody needs removed.
 * **shape**: of tables by day, only the days before `asOf` that may have changed; the others whole.
 * **source**: Athena user guide, OPTIMIZE and VACUUM (read 2026-11)
 */
export function renderAthenaUpkeep(asOf: Date): readonly SqlStatement[] {
  const since = new Date(asOf.getTime() - compactedDays * dayMillis).toISOString().slice(0, 10);
  return lakeTables.flatMap(({ name, partition }) => [
    statement(
      `optimize/${name}`,
      `optimize ${name} rewrite data using bin_pack${partition === undefined ? '' : ` where ${partition} >= date '${since}'`}`,
    ),
    statement(`vacuum/${name}`, `vacuum ${name}`),
  ]);
}

/** Whether Athena did a part and wants to be asked again for the rest. */
export const wantsMoreUpkeep = (error: unknown): boolean =>
  error instanceof SubtrailError && /ICEBERG_(VACUUM|OPTIMIZE)_MORE_RUNS_NEEDED/.test(error.message);

const statement = (name: string, text: string): SqlStatement => ({
  name,
  text,
  header: {},
  parameterNames: [],
  parameterTypes: {},
});

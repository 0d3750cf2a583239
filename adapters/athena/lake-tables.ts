import type { Column, ColumnType, Table } from '../../core/lake/column.ts';
import type { SchemaChange } from '../../core/lake/schema-changes.ts';
import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { lakeTables, stagedTables } from '../../core/lake/tables.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';

/** Types as Athena's table definitions have them; its queries use the names of the schema. */
const definitionTypes: Readonly<Partial<Record<ColumnType, string>>> = {
  varchar: 'string',
  integer: 'int',
  'array(varchar)': 'array<string>',
};

/** A bucket and a prefix in it, as it may stand in a definition: nothing that could end a quoted text. */
const locationPattern = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9!_.*()=/-]+)?$/;

/** First slot that the staged tables know of: before it, nobody staged anything. */
const slotFirst = '20250101T000000Z';

/**
 * The definitions of all tables of a lake in AWS: Iceberg for what is settled, external Parquet with projected partitions for
 * what is staged, so that no partition is ever registered.
 * **shape**: `location` is a bucket and prefix, such as `s3://logs/subtrail`; slots are quarters of an hour.
 * **errors**: `wrong_use` for a location that S3 does not have.
 * **source**: Athena user guide, creating Iceberg tables, and partition projection (read 2026-11)
 */
export function renderAthenaTables(location: string): readonly SqlStatement[] {
  const root = location.replace(/\/+$/, '');
  if (!locationPattern.test(root)) {
    throw new SubtrailError(
      'wrong_use',
      `Make the tables: found the location ${JSON.stringify(location)}, wanted s3://BUCKET/PREFIX`,
    );
  }
  return [
    ...lakeTables.map((table) => definition(table.name, icebergTable(table, `${root}/lake/${table.name}`))),
    ...stagedTables.map((table) => definition(table.name, stagedTable(table, `${root}/staged/${table.name}`))),
  ];
}

/** Athena's way of adding a column to a table that is there. Rows from before have nulls in it. */
export const renderAthenaColumn = ({ table, added, version }: SchemaChange): SqlStatement =>
  definition(`${table}-${version}`, `alter table \`${table}\` add columns (${renderColumns([added])})`);

const definition = (name: string, text: string): SqlStatement => ({
  name: `tables/${name}`,
  text,
  header: {},
  parameterNames: [],
  parameterTypes: {},
});

const renderColumns = (columns: readonly Column[]): string =>
  columns.map(({ name, type }) => `\`${name}\` ${definitionTypes[type] ?? type}`).join(', ');

const partitioning = ({ partition, partitionDay }: Table): string =>
  partition !== undefined
    ? ` partitioned by (\`${partition}\`)`
    : partitionDay !== undefined
      ? ` partitioned by (day(\`${partitionDay}\`))`
      : '';

/** Versions of a table are kept for a week, so that a question that runs is not robbed of its files. */
const icebergTable = (table: Table, location: string): string =>
  `create table if not exists \`${table.name}\` (${renderColumns(table.columns)})${partitioning(table)}
location '${location}/'
tblproperties ('table_type' = 'ICEBERG', 'format' = 'parquet', 'write_compression' = 'zstd', 'vacuum_max_snapshot_age_seconds' = '604800')`;

const stagedTable = (table: Table, location: string): string =>
  `create external table if not exists \`${table.name}\` (${renderColumns(table.columns)})
partitioned by (\`slot\` string)
stored as parquet
location '${location}/'
tblproperties (
  'projection.enabled' = 'true', 'projection.slot.type' = 'date', 'projection.slot.format' = 'yyyyMMdd''T''HHmmss''Z''',
  'projection.slot.range' = '${slotFirst},NOW', 'projection.slot.interval' = '15', 'projection.slot.interval.unit' = 'MINUTES',
  'storage.location.template' = '${location}/slot=\${slot}/'
)`;

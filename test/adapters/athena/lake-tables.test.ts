import { HiveSQL } from 'dt-sql-parser';
import { describe, expect, it } from 'vitest';
import { renderAthenaTables } from '../../../adapters/athena/lake-tables.ts';
import { lakeTables, stagedTables } from '../../../core/lake/tables.ts';

describe('renderAthenaTables()', () => {
  const statements = renderAthenaTables('s3://acme-logs/subtrail/');
  const textOf = (name: string) => statements.find((one) => one.name === `tables/${name}`)?.text ?? '';

  it('defines every table with every column of its schema', () => {
    for (const table of [...lakeTables, ...stagedTables]) {
      for (const { name } of table.columns) expect(textOf(table.name)).toContain(`\`${name}\` `);
    }
    expect(statements).toHaveLength(lakeTables.length + stagedTables.length);
  });

  it('partitions Iceberg tables by day, and keeps them apart from what is staged', () => {
    expect(textOf('calls')).toMatch(
      /partitioned by \(`event_date`\)\nlocation 's3:\/\/acme-logs\/subtrail\/lake\/calls\/'/,
    );
    expect(textOf('calls')).toContain("'table_type' = 'ICEBERG'");
    expect(textOf('findings')).not.toContain('partitioned by');
  });

  it('projects slots, so that no partition is registered', () => {
    expect(textOf('staged_events')).toMatch(
      /template' = 's3:\/\/acme-logs\/subtrail\/staged\/staged_events\/slot=\$\{slot\}\/'/,
    );
    expect(textOf('staged_events')).toMatch(/create external table .*\n?.*partitioned by \(`slot` string\)/s);
  });

  it.each(stagedTables.map((table) => table.name))('writes what Hive reads: %s', (name) => {
    expect(new HiveSQL().validate(textOf(name))).toEqual([]);
  });

  it.each(['', 's3://', "s3://a'b", 's3://bucket/$(x)', 'https://bucket', 's3://bucket/a b'])(
    'refuses %j',
    (location) => {
      expect(() => renderAthenaTables(location)).toThrow(/wanted s3:\/\/BUCKET\/PREFIX/);
    },
  );
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { schemaChanges, schemaVersion } from '../../../core/lake/schema-changes.ts';
import { lakeTables, stagedTables } from '../../../core/lake/tables.ts';

/** What the tables of each version look like. A released line is never changed: a new version gets a line of its own. */
const fingerprints: Readonly<Record<number, string>> = {
  1: '0829ca6f6e785786',
};

const fingerprint = createHash('sha256')
  .update(JSON.stringify([...lakeTables, ...stagedTables].map(({ name, columns }) => [name, columns])))
  .digest('hex')
  .slice(0, 16);

describe('schemaVersion', () => {
  it('goes up when a table changes, so that lakes elsewhere learn of it', () => {
    expect(fingerprints[schemaVersion], 'Add the change to schemaChanges, raise schemaVersion, add a line here').toBe(
      fingerprint,
    );
  });

  it('is reached by changes in order, each of a table and a column that are there now', () => {
    const versions = schemaChanges.map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
    expect(versions.every((version) => version > 1 && version <= schemaVersion)).toBe(true);
    for (const { table, added } of schemaChanges) {
      const found = [...lakeTables, ...stagedTables].find(({ name }) => name === table);
      expect(found?.columns).toContainEqual(added);
      expect(added.required).toBeUndefined();
    }
  });
});

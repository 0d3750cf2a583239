import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDbLake, type LakeAccess, openDuckDbLake } from '../adapters/duckdb/lake.ts';
import { createFilesObjectStore } from '../adapters/files/object-store.ts';
import { createSqlLibrary } from '../adapters/files/sql-library.ts';
import type { ObjectStore, SqlLibrary } from '../jobs/ports.ts';
import { type LakeOptions, memoryDefault } from './options.ts';
import { packageRoot } from './package-root.ts';

/** The lake that a command works on, with what belongs to it. */
export interface OpenLake extends DuckDbLake {
  readonly directory: string;
  readonly sql: SqlLibrary;
  readonly staged: ObjectStore;
}

/**
 * Opens the lake for the work and closes it whatever happens.
 * **errors**: `lake_unreadable`; whatever the work throws.
 */
export async function withLake<T>(
  options: LakeOptions,
  access: LakeAccess,
  work: (lake: OpenLake) => Promise<T>,
): Promise<T> {
  const prelude = readFileSync(join(packageRoot, 'sql', 'engines', 'duckdb.sql'), 'utf8');
  const directory = options.lake;
  const lake = await openDuckDbLake({ directory, prelude, access, memoryLimit: options.memory ?? memoryDefault() });
  try {
    const staged = createFilesObjectStore(join(directory, 'staged'));
    return await work({ ...lake, directory, staged, sql: createSqlLibrary(join(packageRoot, 'sql')) });
  } finally {
    lake.close();
  }
}

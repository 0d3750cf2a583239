import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DuckDbLake, type LakeAccess, openDuckDbLake } from '../adapters/duckdb/lake.ts';
import { createFilesObjectStore } from '../adapters/files/object-store.ts';
import { createSqlLibrary } from '../adapters/files/sql-library.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { ObjectStore, QueryEngine, SqlLibrary } from '../jobs/ports.ts';
import { type LakeOptions, memoryDefault } from './options.ts';
import { packageRoot } from './package-root.ts';

/** The lake that a command works on, wherever it lives. `isShared`: others may work on it at the same time. */
export interface OpenLake {
  readonly isShared: boolean;
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
}

/** A lake in a folder of this machine, with what belongs to it. */
export interface LocalLake extends OpenLake, DuckDbLake {
  readonly directory: string;
  readonly staged: ObjectStore;
}

const openSqlLibrary = (): SqlLibrary => createSqlLibrary(join(packageRoot, 'sql'));

/**
 * Opens the lake for the work and closes it whatever happens.
 * **errors**: `lake_unreadable`; `wrong_use` when another engine is asked for and not described; whatever the work throws.
 */
export async function withLake<T>(
  options: LakeOptions,
  access: LakeAccess,
  work: (lake: OpenLake) => Promise<T>,
): Promise<T> {
  if (options.engine === undefined || options.engine === 'duckdb') return withLocalLake(options, access, work);
  const { openRemoteEngine } = await import('./remote-engine.ts'); // its clients take longer to load than a question to answer
  const remote = openRemoteEngine(options.engine, process.env);
  try {
    return await work({ isShared: true, engine: remote.engine, sql: openSqlLibrary() });
  } finally {
    remote.close();
  }
}

/** The same for work that needs the folder itself. **errors**: `wrong_use` for a lake that lives elsewhere. */
export async function withLocalLake<T>(
  options: LakeOptions,
  access: LakeAccess,
  work: (lake: LocalLake) => Promise<T>,
): Promise<T> {
  if (options.engine !== undefined && options.engine !== 'duckdb') {
    throw new SubtrailError(
      'wrong_use',
      `Use --engine ${options.engine}: only a lake in a folder can be read into from here`,
    );
  }
  const prelude = readFileSync(join(packageRoot, 'sql', 'engines', 'duckdb.sql'), 'utf8');
  const directory = options.lake;
  const lake = await openDuckDbLake({ directory, prelude, access, memoryLimit: options.memory ?? memoryDefault() });
  try {
    const staged = createFilesObjectStore(join(directory, 'staged'));
    return await work({ ...lake, isShared: false, directory, staged, sql: openSqlLibrary() });
  } finally {
    lake.close();
  }
}

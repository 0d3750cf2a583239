import { BackendError, withoutHeader } from './backend.ts';

/** A statement that keeps a table in shape, read. `where` is null for the whole table. */
export interface Maintenance {
  readonly action: 'optimize' | 'vacuum';
  readonly table: string;
  readonly where: string | null;
}

const optimize =
  /^optimize\s+[`"]?([a-z_][a-z0-9_]*)[`"]?\s+rewrite\s+data\s+using\s+bin_pack(?:\s+where\s+([\s\S]+))?$/i;
const vacuum = /^vacuum\s+[`"]?([a-z_][a-z0-9_]*)[`"]?$/i;

/**
 * Reads OPTIMIZE and VACUUM in the only forms that Athena has.
 * **errors**: `BackendError` for any other.
 * **source**: Athena user guide, OPTIMIZE and VACUUM (read 2026-11)
 */
export function parseMaintenance(text: string): Maintenance {
  const plain = withoutHeader(text).replace(/\s*;\s*$/, '');
  const packed = optimize.exec(plain);
  if (packed?.[1] !== undefined) return { action: 'optimize', table: packed[1], where: packed[2] ?? null };
  const swept = vacuum.exec(plain);
  if (swept?.[1] !== undefined) return { action: 'vacuum', table: swept[1], where: null };
  throw new BackendError(`SYNTAX_ERROR: mismatched input in ${JSON.stringify(plain.slice(0, 60))}`);
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds `sql/`, whether this runs from `cli/` or bundled from `dist/`. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

/** The version that this package was published with. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;

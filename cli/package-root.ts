import { fileURLToPath } from 'node:url';

/** The folder that holds `sql/`, whether this runs from `cli/` or bundled from `dist/`. */
export const packageRoot = fileURLToPath(new URL('..', import.meta.url));

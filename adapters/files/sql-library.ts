import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { parseSqlStatement, type SqlStatement } from '../../core/lake/sql-statement.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { SqlLibrary } from '../../jobs/ports.ts';

/**
 * The SQL files below a folder, each read once when it is first asked for.
 * **errors**: `wrong_use` for a name that no file has.
 */
export function createSqlLibrary(root: string): SqlLibrary {
  const read = new Map<string, SqlStatement>();
  return {
    get: (name) => {
      const known = read.get(name);
      if (known !== undefined) return known;
      let text: string;
      try {
        text = readFileSync(join(root, `${name}.sql`), 'utf8');
      } catch (cause) {
        throw new SubtrailError('wrong_use', `Read the statement "${name}": there is none of that name`, { cause });
      }
      const statement = parseSqlStatement(name, text);
      read.set(name, statement);
      return statement;
    },
    names: (folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.sql'))
        .map((file) =>
          relative(root, join(root, folder, file))
            .split(sep)
            .join('/')
            .slice(0, -'.sql'.length),
        )
        .sort(),
  };
}

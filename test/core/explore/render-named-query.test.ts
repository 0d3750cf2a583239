import { describe, expect, test } from 'vitest';
import { createSqlLibrary } from '../../../adapters/files/sql-library.ts';
import { questionCatalogue } from '../../../core/explore/catalogue.ts';
import { renderNamedQuery } from '../../../core/explore/render-named-query.ts';
import { parseSqlStatement } from '../../../core/lake/sql-statement.ts';

const sql = createSqlLibrary('sql');
/** What Athena takes of a query, in bytes. */
const queryBytesMax = 262_144;

describe('renderNamedQuery()', () => {
  test('says at the top what stands for what', () => {
    const lines = renderNamedQuery(sql.get('explore/deployments')).split('\n');
    expect(lines.slice(0, 6)).toEqual([
      "-- since_on is (select max(date_add('day', -1, event_date)) from calls): First day (UTC). A day is written date '2026-11-22'",
      "-- until_on is (select max(event_date) from calls): Last day (UTC). A day is written date '2026-11-22'",
      "-- account_like is '%': Accounts, by id. % is any text, _ one character, as in '333344445555'",
      "-- role_like is '%': ARN of the role. % is any text, _ one character, as in '%:role/ci/%'",
      '-- rows_max is 50: Rows at the most.',
      '-- purpose:  Who changed something in these accounts last night, from which run?',
    ]);
  });

  test.each(questionCatalogue)('$name asks no clock and fits', ({ name }) => {
    const text = renderNamedQuery(sql.get(`explore/${name}`));
    const bare = text.replaceAll(/'[^']*'|--[^\n]*/g, '');
    expect(bare).not.toMatch(/[:?]|current_|now\(/);
    expect(Buffer.byteLength(text)).toBeLessThan(queryBytesMax);
  });

  test('refuses a statement that the catalogue does not know', () => {
    const statement = parseSqlStatement('explore/unknown', '-- purpose: x\nselect 1');
    expect(() => renderNamedQuery(statement)).toThrow('the catalogue of questions does not name it');
  });

  test('refuses a parameter that the catalogue does not know', () => {
    const { text, ...rest } = sql.get('explore/exemptions');
    const statement = parseSqlStatement(rest.name, text.replaceAll(':rows_max', ':most'));
    expect(() => renderNamedQuery(statement)).toThrow(':most has no expression');
  });
});

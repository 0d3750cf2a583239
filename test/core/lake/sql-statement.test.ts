import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindParameterNames, parseSqlStatement } from '../../../core/lake/sql-statement.ts';

const header = `-- purpose:  Calls of a day,
--           in order.
-- grain:    one row per call
-- params:   :day date, :row_limit bigint  (both needed)
`;

describe('parseSqlStatement()', () => {
  it('reads fields that go on over several lines', () => {
    const statement = parseSqlStatement('explore/x', `${header}select 1`);
    expect(statement.header['purpose']).toBe('Calls of a day, in order.');
    expect(statement.header['grain']).toBe('one row per call');
  });

  it('knows each parameter and its type', () => {
    expect(parseSqlStatement('x', header).parameterTypes).toEqual({ day: 'date', row_limit: 'bigint' });
  });

  it('takes a file without a header', () => {
    expect(parseSqlStatement('x', 'select 1')).toMatchObject({ header: {}, parameterNames: [] });
  });

  it('ends the header at the first line that is not a comment', () => {
    expect(parseSqlStatement('x', 'select 1\n-- purpose:  no').header).toEqual({});
  });
});

describe('bindParameterNames()', () => {
  const bind = (text: string) =>
    bindParameterNames(parseSqlStatement('x', `-- params: :a varchar, :b bigint\n${text}`));

  it('puts question marks in order, once for each use', () => {
    const bound = bind('select :b, :a, :b');
    expect(bound.text).toContain('select ?, ?, ?');
    expect(bound.order).toEqual(['b', 'a', 'b']);
  });

  it.each([
    ["a string's colon", "select ':c', ':a''s', :a, :b"],
    ["a quoted name's colon", 'select ":c", :a, :b'],
    ["a comment's colon", 'select :a -- :c\n, :b /* :c\n:c */'],
    ['a cast', 'select x::varchar, :a, :b'],
  ])('leaves %s alone', (_name, text) => {
    expect(bind(text).order).toEqual(['a', 'b']);
  });

  it('refuses a name that the header does not declare, and one that is not used', () => {
    expect(() => bind('select :a, :b, :c')).toThrow(':c undeclared');
    expect(() => bind('select :a')).toThrow(':b unused');
  });

  it('never changes what lies inside a string literal', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const literal = `'${value.replaceAll("'", "''")}'`;
        const bound = bindParameterNames(parseSqlStatement('x', `select ${literal}`));
        expect(bound.text).toBe(`select ${literal}`);
      }),
    );
  });
});

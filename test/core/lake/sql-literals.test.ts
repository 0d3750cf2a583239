import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiteralValue, renderWithLiterals } from '../../../core/lake/sql-literals.ts';
import { parseSqlStatement } from '../../../core/lake/sql-statement.ts';

const statementOf = (type: string, text = 'select :value') =>
  parseSqlStatement('test/one', `-- purpose:  A test.\n-- params:   :value ${type}\n${text}`);
const render = (type: string, value: LiteralValue) =>
  renderWithLiterals(statementOf(type), { value }).split('select ')[1];

describe('renderWithLiterals()', () => {
  it.each<[string, LiteralValue, string]>([
    ['varchar', "it's", "'it''s'"],
    ['varchar', '', "''"],
    ['varchar', null, 'cast(null as varchar)'],
    ['timestamp', new Date('2026-11-23T10:00:00.5Z'), "timestamp '2026-11-23 10:00:00.500'"],
    ['timestamp', '2026-11-23T10:00:00Z', "timestamp '2026-11-23 10:00:00.000'"],
    ['timestamp', null, 'cast(null as timestamp)'],
    ['date', '2026-11-23', "date '2026-11-23'"],
    ['bigint', 12, '12'],
    ['bigint', -12n, 'cast(-12 as bigint)'],
    ['integer', 0, '0'],
    ['double', 0.5, 'cast(0.5 as double)'],
    ['boolean', true, 'true'],
    ['json', '[{"a":"\'"}]', '\'[{"a":"\'\'"}]\''],
  ])('writes a %s %s as %s', (type, value, expected) => {
    expect(render(type, value)).toBe(expected);
  });

  it('lets no text end its literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const literal = render('varchar', text) ?? '';
        expect(literal.slice(1, -1).replaceAll("''", '')).not.toContain("'");
        expect(literal.slice(1, -1).replaceAll("''", "'")).toBe(text.toWellFormed().replaceAll('\0', '\uFFFD'));
      }),
    );
  });

  it('leaves question marks and colons in strings, names and comments alone, in values too', () => {
    const statement = statementOf('varchar', "select '?' as \"a?\", :value -- why?\n, ':value', /* ? */ :value");
    const text = renderWithLiterals(statement, { value: "? ' :value --" });
    expect(text.split('select ')[1]).toBe(
      "'?' as \"a?\", '? '' :value --' -- why?\n, ':value', /* ? */ '? '' :value --'",
    );
  });

  it.each<[string, LiteralValue | undefined]>([
    ['bigint', '1; drop table calls'],
    ['timestamp', 'yesterday'],
    ['date', true],
    ['interval', 'x'],
    ['varchar', undefined],
  ])('refuses a %s that is %s', (type, value) => {
    const values = value === undefined ? {} : { value };
    expect(() => renderWithLiterals(statementOf(type), values)).toThrow(/^Bind "test\/one": :value/);
  });
});

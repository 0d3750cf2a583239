import { describe, expect, test } from 'vitest';
import { plant } from '../planted.ts';
import { findUnexplainedCodes, findUnnamedReasons } from './codes.ts';

describe('findUnexplainedCodes()', () => {
  const errors = "export type SubtrailErrorCode =\n  | 'wrong_use' // the user asked for what is not there\n";
  const rejects = "export const rejectReasons = {\n  not_json: 'the object does not hold JSON',\n";
  const uses = "throw new SubtrailError('wrong_use'); give('not_json');";
  const find = (files: { readonly errors?: string; readonly rejects?: string; readonly uses?: string }) =>
    findUnexplainedCodes(
      plant({
        'core/subtrail-error.ts': files.errors ?? errors,
        'core/cloudtrail/reject-reasons.ts': files.rejects ?? rejects,
        'core/a.ts': files.uses ?? uses,
      }),
    );

  test('allows codes that are explained and given', () => {
    expect(find({})).toEqual([]);
  });

  test('refuses an error code without a comment', () => {
    expect(find({ errors: "  | 'wrong_use';\n" })).toEqual([
      { path: 'core/subtrail-error.ts', line: 1, mend: expect.stringContaining('Explain "wrong_use"') },
    ]);
  });

  test('refuses a reason with an empty explanation, or with that of another', () => {
    expect(find({ rejects: "  not_json: '',\n" })).toHaveLength(1);
    const twice = "  not_json: 'the object is no JSON',\n  no_text: 'the object is no JSON',\n";
    expect(find({ rejects: twice, uses: `${uses} give('no_text');` })).toEqual([
      { path: 'core/cloudtrail/reject-reasons.ts', line: 2, mend: expect.stringContaining('in words of its own') },
    ]);
  });

  test('refuses a code that nothing gives', () => {
    expect(find({ uses: "throw new SubtrailError('wrong_use');" })).toEqual([
      { path: 'core/cloudtrail/reject-reasons.ts', line: 2, mend: expect.stringContaining('Nothing gives "not_json"') },
    ]);
  });

  test('fails when a list is no longer where, or what, it was', () => {
    expect(findUnexplainedCodes([])).toHaveLength(2);
    expect(find({ rejects: 'export const rejectReasons = new Map();' })).toHaveLength(1);
  });
});

describe('findUnnamedReasons()', () => {
  const find = (sql: string) =>
    findUnnamedReasons(plant({ 'sql/attribute/a.sql': sql, 'docs/architecture.md': 'reasons: `key_is_new`' })).map(
      ({ mend }) => mend,
    );

  test.each([
    "select case when a then 'key_is_odd' end as attribution_reason from b",
    "select case when a then 'key_is_new' else 'key_is_odd' end as link_reason from b",
    "update a set attribution_reason = 'key_is_odd'",
    "select 'key_is_odd' as attribution_reason",
  ])('refuses a reason that is not explained: %s', (sql) => {
    expect(find(sql)).toEqual([expect.stringContaining('`key_is_odd`')]);
  });

  test('allows explained reasons, and values of other columns', () => {
    const sql = "select case when a then 'x_y' end as origin_kind, case when a then 'key_is_new' end as link_reason";
    expect(find(sql)).toEqual([]);
  });
});

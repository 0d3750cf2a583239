import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bindQuestion } from '../../core/explore/bind-question.ts';
import { questionCatalogue } from '../../core/explore/catalogue.ts';
import type { Parameters } from '../../jobs/ports.ts';
import { runCase } from './run-case.ts';

describe.each(questionCatalogue)('sql/explore/$name', ({ name, parameters }) => {
  const folder = join('test/sql/explore', name);
  const cases = readdirSync(folder);
  // A case says what somebody would have given on the command line; all else has its default.
  const bind = (said: Parameters): Parameters => {
    const given = new Map(Object.entries(said).map(([key, value]) => [key, String(value)]));
    return bindQuestion(name, { parameters, given, newestOn: '2026-11-22' }).values;
  };

  it('has a case that answers and one that does not', () => {
    expect(cases).toEqual(expect.arrayContaining(['answers', 'quiet']));
  });

  it.each(cases)('%s', async (one) => {
    const expected = JSON.parse(readFileSync(join(folder, one, 'expected.json'), 'utf8')) as Record<string, unknown>[];
    expect(expected.length > 0).toBe(one !== 'quiet');
    const rows = await runCase(`explore/${name}`, join(folder, one), { bind });
    // A case names the columns it is about; all rows must be there, in order.
    expect(
      rows.map((row, index) =>
        Object.fromEntries(Object.keys(expected[index] ?? row).map((column) => [column, row[column]])),
      ),
    ).toEqual(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { createSqlLibrary } from '../../../adapters/files/sql-library.ts';
import { findQuestion, questionCatalogue } from '../../../core/explore/catalogue.ts';
import { questionThemes } from '../../../core/explore/question.ts';

const sql = createSqlLibrary('sql');
const types = { day: ['date'], pattern: ['varchar'], number: ['bigint', 'integer'] };

describe('questionCatalogue', () => {
  test('names every statement of sql/explore, and no other, once', () => {
    const names = questionCatalogue.map(({ name }) => `explore/${name}`);
    expect([...names].sort()).toEqual(sql.names('explore'));
    expect(names.length).toBeGreaterThanOrEqual(20);
  });

  test.each(questionCatalogue)('$name says what its header says', ({ name, parameters }) => {
    const { parameterNames, parameterTypes, header } = sql.get(`explore/${name}`);
    expect(parameters.map((parameter) => parameter.name)).toEqual(parameterNames);
    for (const parameter of parameters) expect(types[parameter.kind]).toContain(parameterTypes[parameter.name]);
    for (const { kind, name: one } of parameters) expect(one.endsWith('_like')).toBe(kind === 'pattern');
    expect(header['purpose']).toMatch(/\?/);
  });

  test.each(questionCatalogue)('$name is bounded in rows, and by days where its tables are', ({ name, parameters }) => {
    expect(parameters.at(-1)?.name).toBe('rows_max');
    const isAlwaysSmall = name === 'exemptions';
    expect(parameters.filter(({ kind }) => kind === 'day')).toHaveLength(isAlwaysSmall ? 0 : 2);
  });

  test('keeps the questions of a theme together, in the order of the themes', () => {
    const themes = questionCatalogue.map(({ theme }) => theme);
    expect([...new Set(themes)]).toEqual(Object.keys(questionThemes));
    expect(themes.filter((theme, index) => theme !== themes[index - 1])).toHaveLength(new Set(themes).size);
  });

  test('finds a question by its name', () => {
    expect(findQuestion('keys_in_use')?.theme).toBe('keys');
    expect(findQuestion('constructor')).toBeUndefined();
  });
});

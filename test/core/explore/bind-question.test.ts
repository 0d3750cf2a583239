import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bindQuestion, describeDefault, describeWanted } from '../../../core/explore/bind-question.ts';
import { findQuestion, questionCatalogue } from '../../../core/explore/catalogue.ts';
import { typedParameters } from '../../../core/explore/typed-parameter.ts';
import { parseSqlStatement } from '../../../core/lake/sql-statement.ts';
import { SubtrailError } from '../../../core/subtrail-error.ts';

const bind = (name: string, given: Readonly<Record<string, string>> = {}, newestOn = '2026-11-22') =>
  bindQuestion(name, {
    parameters: findQuestion(name)?.parameters ?? [],
    given: new Map(Object.entries(given)),
    newestOn,
  });

describe('bindQuestion()', () => {
  test('counts days back from the newest one', () => {
    expect(bind('deployments').values).toEqual({
      since_on: '2026-11-21',
      until_on: '2026-11-22',
      account_like: '%',
      role_like: '%',
      rows_max: 50,
    });
    expect(bind('keys_in_use', {}, '2024-03-01').values).toMatchObject({ since_on: '2023-12-03' });
  });

  test('counts them back from the last day that somebody gives', () => {
    expect(bind('deployments', { until_on: '2026-03-01' }).values).toMatchObject({
      since_on: '2026-02-28',
      until_on: '2026-03-01',
    });
  });

  test('turns patterns into those of SQL, and tells them as they were given', () => {
    const { values, told } = bind('repository_activity', { repository_like: 'acme_*/100%?' });
    expect(values['repository_like']).toBe('acme\\_%/100\\%_');
    expect(told['repository_like']).toBe('acme_*/100%?');
  });

  test('says every problem at once', () => {
    const wrong = () =>
      bind('role_access', { rolelike: 'x', since_on: '2026-02-30', rows_max: '0', until_on: 'yesterday', zebra: '' });
    expect(wrong).toThrow(SubtrailError);
    expect(wrong).toThrow(/^Ask "role_access":/);
    for (const problem of [
      '--param rolelike=…: there is no such parameter; did you mean role_like?',
      '--param zebra=…: there is no such parameter; it takes since_on, until_on, role_like, rows_max',
      '--param since_on=…: give a day such as 2026-11-22, not "2026-02-30"',
      '--param until_on=…: give a day such as 2026-11-22, not "yesterday"',
      '--param role_like=…: give a text, * and ? allowed, such as *:role/ci/shop-deploy',
      '--param rows_max=…: give a whole number from 1 to 10000, not "0"',
    ])
      expect(wrong).toThrow(problem);
  });

  test('knows a parameter without its ending', () => {
    expect(() => bind('repository_activity', { repository: 'acme/shop' })).toThrow('did you mean repository_like?');
  });

  test('refuses days in the wrong order, an empty pattern, and numbers that are none', () => {
    expect(() => bind('keys_in_use', { since_on: '2026-11-23' })).toThrow('it lies after until_on, 2026-11-22');
    expect(() => bind('trust_history', { role_like: '' })).toThrow('not nothing');
    for (const number of ['1e3', '-1', '1.5', ' 5', '', '10001', '9'.repeat(400)])
      expect(() => bind('keys_in_use', { rows_max: number }), number).toThrow('from 1 to 10000');
  });

  test('never fails but by saying what is wrong', () => {
    const names = fc.constantFrom(...questionCatalogue.map(({ name }) => name));
    const given = fc.dictionary(fc.constantFrom('since_on', 'until_on', 'rows_max', 'role_like', 'x'), fc.string());
    fc.assert(
      fc.property(names, given, (name, texts) => {
        try {
          bind(name, texts);
        } catch (error) {
          expect(error).toMatchObject({ code: 'wrong_use' });
        }
      }),
    );
  });
});

describe('typedParameters()', () => {
  const header = [
    '-- params: :a date, :b timestamp, :c bigint, :d double, :e boolean, :f varchar, :g json',
    'select :a, :b, :c, :d, :e, :f, :g',
  ].join('\n');
  const parameters = typedParameters(parseSqlStatement('mine.sql', header));
  const bindTyped = (given: Readonly<Record<string, string>>) =>
    bindQuestion('mine.sql', { parameters, given: new Map(Object.entries(given)), newestOn: '2026-11-22' });

  test('takes values as the header types them', () => {
    const given = { a: '2026-11-01', b: '2026-11-01T10:00:00Z', c: '-5', d: '0.5', e: 'false', f: '*', g: '[]' };
    expect(bindTyped(given).values).toEqual({
      a: '2026-11-01',
      b: new Date('2026-11-01T10:00:00Z'),
      c: -5,
      d: 0.5,
      e: false,
      f: '*',
      g: '[]',
    });
  });

  test('says what is missing or wrong', () => {
    const wrong = () => bindTyped({ a: '1.1.2026', b: '2026-02-30', c: 'x', d: '', e: 'yes' });
    for (const words of [
      'a=…: give a day',
      'b=…: give a UTC moment',
      'c=…: give a whole number',
      'd=…: give a number',
      'e=…: give true or false',
      'f=…: give a text',
      'g=…: give JSON',
    ])
      expect(wrong).toThrow(words);
  });
});

test('every parameter can be described', () => {
  for (const { parameters } of questionCatalogue)
    for (const parameter of parameters) {
      expect(describeWanted(parameter)).not.toBe('');
      expect(describeDefault(parameter)).not.toBe('');
      expect(parameter.meaning).toMatch(/^[A-Z].*\.$/);
    }
});

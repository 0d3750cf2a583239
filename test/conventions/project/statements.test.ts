import { describe, expect, test } from 'vitest';
import { places, plant } from '../planted.ts';
import { findMissingStatements, findUnusedStatements } from './statements.ts';

describe('findUnusedStatements()', () => {
  const find = (path: string, text: string) => places(findUnusedStatements(plant({ [path]: '', 'jobs/a.ts': text })));

  test.each(['', "sql.get('trace/find_call_of')", "sql.names('status')"])(
    'refuses a file that this does not ask for: %s',
    (text) => {
      expect(find('sql/trace/find_call.sql', text)).toEqual(['sql/trace/find_call.sql']);
    },
  );

  test.each(["sql.get('trace/find_call')", "run('find_call')", "sql.names('trace')"])('allows it with %s', (text) => {
    expect(find('sql/trace/find_call.sql', text)).toEqual([]);
  });

  test('leaves detections and engines to others, and does not count tests as use', () => {
    expect(find('sql/detections/a.sql', '')).toEqual([]);
    expect(find('sql/engines/duckdb.sql', '')).toEqual([]);
    const sources = plant({ 'sql/trace/a.sql': '', 'test/b.test.ts': "sql.get('trace/a')" });
    expect(places(findUnusedStatements(sources))).toEqual(['sql/trace/a.sql']);
  });
});

test('findMissingStatements() names the place that asks', () => {
  const sources = plant({
    'sql/trace/find_call.sql': '',
    'jobs/a.ts': "sql.get('trace/find_call');\nsql.get('trace/find_cal');",
  });
  expect(places(findMissingStatements(sources))).toEqual(['jobs/a.ts:2']);
});

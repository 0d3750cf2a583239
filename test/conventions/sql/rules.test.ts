import { describe, expect, test } from 'vitest';
import type { Offence } from '../offence.ts';
import { header, plantSql } from './planted-sql.ts';
import {
  findClocks,
  findForeignFunctions,
  findForeignSyntax,
  findSeveralStatements,
  findUnsteadyAggregates,
  findUpperCase,
  findWrongNames,
} from './sql-dialect.ts';
import { findPoorHeaders, findUnboundParameters, findWrongInputs, findWrongOutputs } from './sql-header.ts';
import { findPartialOrders, findStars, findUnboundedScans } from './sql-order.ts';
import type { SqlSource } from './sql-source.ts';

type Rule = (statements: readonly SqlSource[]) => readonly Offence[];
const mends = (rule: Rule, text: string, path?: string) => rule(plantSql(text, path)).map(({ mend }) => mend);

const good = `${header}select event_id, event_name from calls order by event_id`;
const detectionColumns =
  "event_id as finding_key, 1 as first_event_at, 1 as last_event_at, 1 as event_count, 'a' as actor, 'b' as action, 'c' as resource, 'd' as source_ip, 'e' as account_id, 'f' as region";

const rules: readonly Rule[] = [
  findClocks,
  findForeignFunctions,
  findForeignSyntax,
  findPartialOrders,
  findPoorHeaders,
  findSeveralStatements,
  findStars,
  findUnboundParameters,
  findUnsteadyAggregates,
  findUpperCase,
  findWrongInputs,
  findWrongNames,
  findWrongOutputs,
];

test.each(rules)('%o minds nothing about a good statement', (rule) => {
  expect(rule(plantSql(good))).toEqual([]);
});

test('no rule looks at the text of one engine', () => {
  expect(plantSql('CREATE MACRO x', 'engines/duckdb.sql')).toEqual([]);
});

describe('findPoorHeaders()', () => {
  test.each(['purpose', 'grain', 'inputs', 'outputs'])('misses %s', (field) => {
    const text = good.replace(new RegExp(`^-- ${field}:.*\n`, 'm'), '');
    expect(mends(findPoorHeaders, text)).toContain(`Add "-- ${field}:" to the header`);
  });

  test('asks detections for more', () => {
    expect(mends(findPoorHeaders, good, 'detections/planted.sql')).toEqual([
      'Add "-- quiet on:" to the header',
      'Add "-- source:" to the header',
    ]);
  });

  test('refuses another grain, an unknown field, an unknown type and a header that comes late', () => {
    expect(mends(findPoorHeaders, good.replace('one row per call', 'calls'))).toHaveLength(1);
    expect(mends(findPoorHeaders, good.replace('-- inputs:', '-- note:     x\n-- inputs:'))).toHaveLength(1);
    expect(mends(findPoorHeaders, good.replace('-- outputs:', '-- params:   :a text\n-- outputs:'))).toHaveLength(1);
    expect(mends(findPoorHeaders, `\n${good}`)).toContain('Begin the file with "-- purpose:"');
  });
});

describe('findUnboundParameters()', () => {
  test('refuses parameters that are used or declared alone', () => {
    const undeclared = good.replace('order by', 'where event_id = :event_id order by');
    const unused = good.replace('-- outputs:', '-- params:   :event_id varchar\n-- outputs:');
    expect(mends(findUnboundParameters, undeclared)).toEqual([expect.stringContaining(':event_id undeclared')]);
    expect(mends(findUnboundParameters, unused)).toEqual([expect.stringContaining(':event_id unused')]);
    expect(findForeignSyntax(plantSql(undeclared))).toEqual([]);
  });
});

describe('findWrongInputs()', () => {
  test('refuses a table that is read and not named, wherever it is read', () => {
    const text = good.replace('order by', 'where event_id in (select s.session_id from sessions s) order by');
    expect(mends(findWrongInputs, text)).toEqual(['Add "sessions" to "-- inputs:": it is used']);
  });

  test('refuses a table that is named and not read, and does not take a step for a table', () => {
    const text = `${header.replace('calls\n', 'calls, sessions\n')}with sessions as (select event_id from calls) select event_id from sessions order by event_id`;
    expect(mends(findWrongInputs, text)).toEqual(['Take "sessions" from "-- inputs:": it is not used']);
  });
});

describe('findWrongOutputs()', () => {
  test('refuses columns that are not those of the header, or in another order', () => {
    const listed = (outputs: string) => good.replace('columns of calls', outputs);
    expect(mends(findWrongOutputs, listed('event_id varchar, event_name varchar'))).toEqual([]);
    expect(mends(findWrongOutputs, listed('event_name varchar, event_id varchar'))).toHaveLength(1);
    expect(mends(findWrongOutputs, listed('event_id varchar'))).toHaveLength(1);
  });

  test('refuses a column without a name', () => {
    expect(mends(findWrongOutputs, good.replace('event_name', 'upper(event_name)'))).toHaveLength(1);
  });

  test('wants the columns of a finding first in detections', () => {
    const detection = good.replace('select event_id, event_name', `select ${detectionColumns}`);
    expect(mends(findWrongOutputs, detection, 'detections/planted.sql')).toEqual([]);
    expect(mends(findWrongOutputs, good, 'detections/planted.sql')).toHaveLength(1);
    expect(
      mends(findWrongOutputs, detection.replace('columns of calls', 'finding columns'), 'detections/planted.sql'),
    ).toEqual([]);
  });
});

describe('findSeveralStatements()', () => {
  test.each(['select event_id from calls;', 'select 1; select 2', ''])('refuses %j', (text) => {
    expect(findSeveralStatements(plantSql(header + text))).not.toEqual([]);
  });

  test('lets strings and comments hold semicolons', () => {
    expect(mends(findSeveralStatements, `${header}select ';' as a -- one; two`)).toEqual([]);
  });
});

describe('findUpperCase()', () => {
  test.each(['SELECT 1 as a', 'select COUNT(*) as a', 'select event_id AS a', 'select Event_Id'])(
    'refuses %s',
    (text) => {
      expect(mends(findUpperCase, header + text)).toHaveLength(1);
    },
  );

  test('lets strings and quoted names be', () => {
    expect(mends(findUpperCase, `${header}select 'AKIA' as "Key" -- A comment`)).toEqual([]);
  });
});

describe('findForeignSyntax()', () => {
  test.each([
    'select event_id::varchar from calls',
    'select * exclude (event_id) from calls',
    'select event_id from calls group by all',
    'select event_id, from calls',
    'from calls select event_id',
    'select [1, 2] as a',
    "select event_id from calls where event_id ilike 'a'",
    'select event_id from calls qualify row_number() over () = 1',
    'select `event_id` from calls',
    'select c.event_id from calls c asof join sessions s on c.event_id >= s.session_id',
    'select event_id frmo calls where',
  ])('refuses %s', (text) => {
    expect(findForeignSyntax(plantSql(header + text))).not.toEqual([]);
  });
});

describe('findForeignFunctions()', () => {
  test.each(['list_filter(tags, x -> x)', 'string_agg(event_id)', "strftime(event_date, '%Y')", 'len(event_id)'])(
    'refuses %s',
    (text) => {
      expect(mends(findForeignFunctions, `${header}select ${text} as a from calls`)).toHaveLength(1);
    },
  );

  test('allows functions of Trino and special forms of its grammar', () => {
    const text =
      'count(*) filter (where x), coalesce(a, b), cast(a as date), extract(day from a), substring(a, 1), trim(a)';
    expect(mends(findForeignFunctions, `${header}select ${text}`)).toEqual([]);
  });
});

describe('findClocks()', () => {
  test.each(['now()', 'current_date', 'current_timestamp', 'localtimestamp', 'random()', 'uuid()'])(
    'refuses %s',
    (text) => {
      expect(mends(findClocks, `${header}select ${text} as a`)).toHaveLength(1);
    },
  );
});

describe('findUnsteadyAggregates()', () => {
  test.each([
    'array_agg(event_id)',
    'array_agg(distinct event_id)',
    "array_join(array_agg(event_id), ', ')",
    'arbitrary(event_id)',
    'any_value(event_id)',
  ])('refuses %s', (text) => {
    expect(mends(findUnsteadyAggregates, `${header}select ${text} as a from calls`)).toHaveLength(1);
  });

  test.each([
    'array_agg(event_id order by event_date, event_id)',
    'array_sort(array_agg(distinct event_id))',
    'slice(array_sort(array_agg(event_id)), 1, 5)',
    'cardinality(array_agg(event_id))',
    'max(event_id)',
  ])('allows %s', (text) => {
    expect(mends(findUnsteadyAggregates, `${header}select ${text} as a from calls`)).toEqual([]);
  });
});

describe('findStars()', () => {
  test.each([
    'select * from calls',
    'select c.* from calls c',
    'with a as (select event_id from calls) select * from a',
    'select event_id from calls union all select * from sessions',
    'insert into calls (event_id) select * from sessions',
    'merge into calls t using (select * from sessions) n on t.event_id = n.session_id when matched then delete',
  ])('refuses %s', (text) => {
    expect(mends(findStars, header + text)).toHaveLength(1);
  });

  test.each(['select count(*) as a from calls', 'with a as (select * from calls) select event_id from a'])(
    'allows %s',
    (text) => {
      expect(mends(findStars, header + text)).toEqual([]);
    },
  );
});

describe('findPartialOrders()', () => {
  const find = (text: string, grain = 'call (event_id)', path?: string) =>
    mends(findPartialOrders, header.replace('call (event_id)', grain) + text, path);

  test.each([
    ['select event_id from calls', 'call (event_id)'],
    ['select event_id, event_name from calls order by event_name desc', 'call (event_id)'],
    ['select event_name, count(*) as n from calls group by event_name order by n', 'event name'],
    ['select event_id from calls where event_name = :a order by event_name', 'call (event_id)'],
  ])('refuses %s for one row per %s', (text, grain) => {
    expect(find(text, grain)).toHaveLength(1);
  });

  test.each([
    ['select event_id, event_name from calls order by event_name, event_id', 'call (event_id)'],
    ['select c.event_id as id from calls c order by c.event_name, id', 'call (event_id)'],
    ['select c.event_id from calls c where c.event_id = :id order by c.event_name', 'call (event_id)'],
    ['select event_name, count(*) as n from calls group by event_name order by n desc, event_name', 'event name'],
    ['select upper(event_name) as name from calls group by upper(event_name) order by name', 'name'],
    ['select event_id as a, event_name as b from calls order by b, a', 'whatever'],
    ['select max(event_id) as a from calls', 'lake'],
    ['delete from calls where event_id = :id', 'call (event_id)'],
  ])('allows %s for one row per %s', (text, grain) => {
    expect(find(text, grain)).toEqual([]);
  });

  test('wants finding_key in the order of a detection', () => {
    const select = `select ${detectionColumns} from calls order by`;
    expect(find(`${select} actor, region`, 'call', 'detections/planted.sql')).toHaveLength(1);
    expect(find(`${select} actor, event_id`, 'call', 'detections/planted.sql')).toEqual([]);
    expect(find(`${select} actor, finding_key`, 'call', 'detections/planted.sql')).toEqual([]);
  });
});

describe('findUnboundedScans()', () => {
  const find = (text: string, path = 'detections/planted.sql') =>
    findUnboundedScans(plantSql(header + text, path), new Map([['calls', 'event_date']]));

  test('refuses a select that reads a whole table, also in a step or a subquery', () => {
    expect(find("select event_id from calls where event_name = 'a'")).toHaveLength(1);
    expect(find('with a as (select event_id from calls) select event_id from a where event_date = 1')).toHaveLength(1);
    expect(find('select 1 as a where 1 in (select event_id from calls)')).toHaveLength(1);
  });

  test('allows bounded selects, tables without a partition, and other folders', () => {
    expect(find('select event_id from calls c where c.event_date between :a and :b')).toEqual([]);
    expect(find('select session_id from sessions')).toEqual([]);
    expect(find('select event_id from calls', 'status/planted.sql')).toEqual([]);
  });
});

describe('findWrongNames()', () => {
  const find = (text: string) => mends(findWrongNames, header + text);

  test.each(['where a = 1', 'group by a', 'group by event_name having a > 1'])(
    'refuses an alias of the same select in %s',
    (clause) => {
      expect(find(`select upper(event_name) as a from calls ${clause}`)).toEqual([
        expect.stringContaining('"a" is an alias of the same select'),
      ]);
    },
  );

  test('refuses an alias that another column of the select uses', () => {
    expect(find('select upper(event_name) as a, lower(a) as b from calls')).toHaveLength(1);
  });

  test.each([
    'select nothing from calls',
    'select c.nothing from calls c',
    'select calls.event_id from calls c',
    'select d.event_id from calls c',
    'select event_id from nowhere',
    'select event_id from main.calls',
    'with a as (select event_id from calls) select event_name from a',
    'select event_id from calls order by nothing',
    'select c.event_id from calls c join sessions s on s.nothing = c.event_id',
    'select filter(tags, x -> y) as a from sessions',
    'select event_id from calls union all select session_id, tags from sessions',
    'update calls set nothing = 1',
    "delete from calls where nothing = 'a'",
    'insert into calls (event_id, nothing) select session_id, tags from sessions',
    'insert into calls (event_id, event_name) select session_id from sessions',
    'insert into calls (event_name) select session_id from sessions',
    'insert into calls (event_id, event_id) select session_id, tags from sessions',
    'insert into calls select session_id from sessions',
    'merge into calls t using sessions n on t.event_id = n.session_id when matched then update set nothing = n.tags',
    'merge into calls t using sessions n on t.event_id = n.session_id when not matched then insert (nothing, event_id) values (n.tags, n.session_id)',
    'merge into calls t using sessions n on t.event_id = n.session_id when not matched then insert (event_id) values (n.nothing)',
    'merge into calls t using sessions n on t.event_id = n.session_id when not matched then insert (event_id, event_name) values (n.session_id)',
    'merge into calls t using sessions n on t.event_id = n.session_id when not matched then insert (event_name) values (n.tags)',
  ])('refuses %s', (text) => {
    expect(find(text)).toHaveLength(1);
  });

  test.each([
    'select upper(event_name) as a from calls order by a',
    'select upper(event_name) as event_name from calls where event_name is not null group by event_name',
    'select c.event_id from calls c where exists (select 1 from sessions s where s.issued_key_id = c.access_key_id)',
    'with a (b) as (select event_id from calls), d as (select b from a) select d.b from d',
    'with recursive a (b) as (select event_id from calls union all select b from a) select b from a',
    'select t.tag from sessions s cross join unnest(s.tags) as t(tag)',
    'select filter(tags, x -> x <> session_id) as a from sessions',
    'select s.n from (select event_id as n from calls) s',
    'select v.a from (values (1), (2)) as v(a)',
    "select date_add('day', 1, event_date) as a, count(*) over (partition by event_id) as n from calls",
    'insert into calls (event_id) select session_id from sessions',
    'update calls set event_name = upper(event_name) where event_id is null',
    'merge into calls t using (select session_id as id from sessions) n on t.event_id = n.id when matched and t.calls is null then update set event_name = n.id when not matched then insert (event_id) values (n.id)',
  ])('allows %s', (text) => {
    expect(find(text)).toEqual([]);
  });
});

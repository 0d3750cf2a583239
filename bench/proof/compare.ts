import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import type { OriginAnswer } from '../organisation/oracle/walk-origins.ts';

/** How a lake and a walk compare. `examples`: a few events of which they say different things. */
export interface Comparison {
  readonly events: number;
  readonly rows: number;
  readonly differences: number;
  readonly examples: readonly unknown[];
}

const columns = [
  ['event_id', 'varchar'],
  ['recipient_account_id', 'varchar'],
  ['origin_kind', 'varchar'],
  ['origin_subject', 'varchar'],
  ['origin_issuer', 'varchar'],
  ['origin_key_id', 'varchar'],
  ['chain_depth', 'integer'],
  ['attribution', 'varchar'],
  ['attribution_reason', 'varchar'],
] as const;

/** Writes the walk's answers as lines of JSON. UTF-8 has no half pairs: they become the replacement character. */
export async function writeAnswers(file: string, answers: ReadonlyMap<string, OriginAnswer>): Promise<void> {
  const stream = createWriteStream(file);
  for (const [id, answer] of answers) {
    const [eventId, account] = id.split(' ');
    const { originKind, originSubject, originIssuer, originKeyId, chainDepth, attribution, reason } = answer;
    const values = [
      eventId,
      account,
      originKind,
      originSubject,
      originIssuer,
      originKeyId,
      chainDepth,
      attribution,
      reason,
    ];
    const row = Object.fromEntries(columns.map(([name], index) => [name, values[index] ?? null]));
    const line = JSON.stringify(row).replaceAll('\\ud800', '\ufffd');
    if (!stream.write(`${line}\n`)) await once(stream, 'drain');
  }
  stream.end();
  await finished(stream);
}

/** Holds the answers against a lake's calls, each event once and in both directions. */
export async function compareWithLake(lakeFile: string, answersFile: string): Promise<Comparison> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  const names = columns.map(([name]) => name);
  const said = names.slice(2);
  const side = (alias: string) => said.map((name) => `${alias}.${name}`).join(', ');
  await connection.run(`attach ${quote(lakeFile)} as lake (read_only)`);
  await connection.run(
    `create table answers as select * from read_json(${quote(answersFile)}, format = 'newline_delimited',
      columns = {${columns.map(([name, type]) => `${name}: ${quote(type)}`).join(', ')}})`,
  );
  await connection.run(
    `create table differing as
     select coalesce(a.event_id, c.event_id) as event_id, c.event_name, [${said.map((name) => `c.${name}::varchar`).join(', ')}] as lake,
       [${said.map((name) => `a.${name}::varchar`).join(', ')}] as walk
     from lake.calls c
     full join answers a on a.event_id = c.event_id and a.recipient_account_id = c.recipient_account_id
     where (${side('c')}) is distinct from (${side('a')}) or c.event_id is null or a.event_id is null`,
  );
  const one = async (sql: string) => Number((await connection.runAndReadAll(sql)).getRows()[0]?.[0]);
  const examples = (await connection.runAndReadAll('select * from differing order by 1 limit 3')).getRowObjectsJson();
  return {
    events: await one('select count(*) from answers'),
    rows: await one('select count(*) from lake.calls'),
    differences: await one('select count(*) from differing'),
    examples,
  };
}

import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BasicAuth, Trino } from 'trino-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDbLake } from '../../adapters/duckdb/lake.ts';
import { createFilesObjectStore } from '../../adapters/files/object-store.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { renderTrinoColumn, renderTrinoTables } from '../../adapters/trino/lake-tables.ts';
import { createTrinoQueryEngine, runTrinoText } from '../../adapters/trino/query-engine.ts';
import { generateIncidents } from '../../bench/incidents/generate-incidents.ts';
import { deliveryBytes } from '../../bench/organisation/generate-organisation.ts';
import { planBatches } from '../../core/cloudtrail/plan-batches.ts';
import { bindQuestion } from '../../core/explore/bind-question.ts';
import { findQuestion } from '../../core/explore/catalogue.ts';
import type { Question } from '../../core/explore/question.ts';
import { renderNamedQuery } from '../../core/explore/render-named-query.ts';
import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { lakeTables, stagedTables } from '../../core/lake/tables.ts';
import { createExemptionLookup } from '../../core/policy/find-exemption.ts';
import { parsePolicy } from '../../core/policy/parse-policy.ts';
import { emptyPolicy } from '../../core/policy/policy-schema.ts';
import { attribute } from '../../jobs/attribute.ts';
import { detect } from '../../jobs/detect.ts';
import { saveFindings } from '../../jobs/findings-table.ts';
import { ingestBatch } from '../../jobs/ingest-batch.ts';
import { loadPolicy } from '../../jobs/load-policy.ts';
import { maintain } from '../../jobs/maintain.ts';
import { migrate } from '../../jobs/migrate.ts';
import { notify } from '../../jobs/notify.ts';
import type { OutgoingMessage, QueryEngine, Row, StoredObject } from '../../jobs/ports.ts';
import { readStatus } from '../../jobs/status.ts';
import { someFinding } from '../some-finding.ts';
import { findTrino, startTrino, type TrinoServer } from './trino-server.ts';

const found = findTrino();
if ('missing' in found) console.log(`skipped: the SQL on a real Trino: ${found.missing}`);
const workers = Number(process.env['SUBTRAIL_TRINO_WORKERS'] ?? 0);

const sql = createSqlLibrary('sql');
const endAt = new Date('2026-11-23T00:00:00Z');
const { deliveries, policy, expected } = generateIncidents(700, endAt);
const slots = ['slot-1', 'slot-2'];

let folder = '';
let trino: TrinoServer;
let engines: Readonly<Record<'duckdb' | 'trino', QueryEngine>>;

/** Stages the deliveries in two slots, the second with what came later. */
async function stage(): Promise<void> {
  for (const [index, delivery] of deliveries.entries()) {
    const file = join(folder, 'source', slots[index % 2] ?? '', delivery.key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, deliveryBytes(delivery));
  }
  const staged = createFilesObjectStore(join(folder, 'duckdb', 'staged'));
  for (const slot of slots) {
    const source = createFilesObjectStore(join(folder, 'source', slot));
    const objects: StoredObject[] = [];
    for await (const object of source.list('')) objects.push(object);
    for (const batch of planBatches(objects))
      await ingestBatch({
        objects: batch,
        source,
        staged,
        slot,
        ingestedAt: new Date('2026-11-23T01:00:00Z'),
        families: new Map(),
      });
  }
}

/** Gives Trino the same Parquet files as external tables, below views with the names that the SQL uses. */
async function openTrinoEngine(): Promise<QueryEngine> {
  cpSync(join(folder, 'duckdb', 'staged'), join(trino.root, 'staged'), { recursive: true });
  const client = Trino.create({
    server: trino.url,
    catalog: 'lake',
    schema: 'subtrail',
    auth: new BasicAuth('subtrail'),
  });
  await runTrinoText(client, 'create schema if not exists lake.subtrail', 'schema');
  await migrate({
    engine: createTrinoQueryEngine(client),
    sql,
    clock: { now: () => endAt },
    definitions: { create: renderTrinoTables(), add: renderTrinoColumn },
  });
  await runTrinoText(client, 'create schema if not exists files.subtrail', 'schema');
  for (const table of stagedTables) {
    const columns = table.columns.map(({ name, type }) => `"${name}" ${type}`).join(', ');
    await runTrinoText(
      client,
      `create table files.subtrail.${table.name} (${columns}, slot varchar) with (format = 'PARQUET', partitioned_by = array['slot'], external_location = 'local:///staged/${table.name}')`,
      table.name,
    );
    await runTrinoText(
      client,
      `call files.system.sync_partition_metadata('subtrail', '${table.name}', 'FULL')`,
      table.name,
    );
    await runTrinoText(client, `create view ${table.name} as select * from files.subtrail.${table.name}`, table.name);
  }
  return createTrinoQueryEngine(client);
}

async function onBoth<T>(work: (engine: QueryEngine) => Promise<T>): Promise<Readonly<Record<'duckdb' | 'trino', T>>> {
  return { duckdb: await work(engines.duckdb), trino: await work(engines.trino) };
}

/** Rows in an order that follows from what they say. */
const sorted = (rows: readonly Row[]): readonly string[] => rows.map((row) => JSON.stringify(row)).sort();

describe.skipIf('missing' in found)(`the SQL on a real Trino with ${workers} workers beside it`, () => {
  beforeAll(async () => {
    if ('missing' in found) return;
    folder = mkdtempSync(join(tmpdir(), 'subtrail-conformance-'));
    mkdirSync(join(folder, 'duckdb'), { recursive: true });
    await stage();
    trino = await startTrino(found, workers);
    const prelude = readFileSync('sql/engines/duckdb.sql', 'utf8');
    const lake = await openDuckDbLake({ directory: join(folder, 'duckdb'), prelude, access: 'create' });
    await lake.refreshStaged();
    engines = { duckdb: lake.engine, trino: await openTrinoEngine() };
  }, 400_000);
  afterAll(async () => {
    if ('missing' in found) return;
    await trino.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(slots)(
    'attribute settles %s, the same on both',
    async (slot) => {
      const outcomes = await onBoth((engine) =>
        attribute({ engine, sql, window: { slotFirst: slot, slotLast: slot }, copies: 'same_day' }),
      );
      expect(outcomes.trino).toEqual(outcomes.duckdb);
    },
    900_000,
  );

  it('detect and notify find and tell the same, and what was planted', async () => {
    const parsed = parsePolicy(JSON.stringify(policy), { fileName: 'subtrail.yaml', today: endAt });
    if (parsed.policy === null) throw new Error('The policy is broken');
    const { policy: said } = parsed;
    const window = { windowStartAt: new Date('2026-10-01T00:00:00Z'), windowEndAt: endAt };
    const found = await onBoth(async (engine) => {
      await loadPolicy({ engine, sql, policy: said });
      const outcome = await detect({ engine, sql, ...window, exemptionFor: createExemptionLookup(said, endAt) });
      const told = await notify({
        engine,
        sql,
        clock: { now: () => endAt },
        settings: said.notify,
        isStaged: () => false,
        notifier: { send: async () => ({ channelId: 'C1', messageId: '1' }) },
        runId: 'run',
        claimMinutesMax: 0,
      });
      return { outcome, told };
    });
    expect(found.trino.outcome.failed).toEqual([]);
    expect(found.trino).toEqual(found.duckdb);
    const open = found.trino.outcome.findings.filter(({ finding }) => finding.state === 'open');
    expect(open).toHaveLength(expected.length);
  }, 900_000);

  it.each(lakeTables.map((table) => table.name).filter((name) => name !== 'schema_versions'))(
    '%s holds the same rows',
    async (name) => {
      const table = lakeTables.find((one) => one.name === name);
      const columns = (table?.columns ?? []).map((column) => `"${column.name}"`).join(', ');
      const statement = {
        name,
        text: `select ${columns} from ${name}`,
        header: {},
        parameterNames: [],
        parameterTypes: {},
      };
      const rows = await onBoth((engine) => engine.query(statement));
      expect(sorted(rows.trino)).toEqual(sorted(rows.duckdb));
    },
    120_000,
  );

  const samples = {
    varchar: 'acme',
    timestamp: endAt,
    date: '2026-11-20',
    bigint: 50,
    integer: 50,
    double: 0.5,
    boolean: true,
  } as const;
  const special: Readonly<Record<string, string>> = {
    window_start_at: '2026-10-01T00:00:00Z',
    week_start_at: '2026-11-09T00:00:00Z',
  };
  /** A question with its defaults over all that there is, and as people paste it, which has to be the same as its defaults. */
  async function answersAlike({ parameters }: Question, statement: SqlStatement): Promise<void> {
    const given = parameters.flatMap((parameter) =>
      parameter.kind === 'pattern' && parameter.pattern === null ? [[parameter.name, '*'] as const] : [],
    );
    const wide = new Map<string, string>([...given, ['rows_max', '10000'] as const]);
    if (parameters.some(({ kind }) => kind === 'day')) wide.set('since_on', '2026-09-01');
    for (const one of [wide, new Map(given)]) {
      const { values } = bindQuestion(statement.name, { parameters, given: one, newestOn: '2026-11-22' });
      const rows = await onBoth((engine) => engine.query(statement, values));
      expect(rows.trino).toEqual(rows.duckdb);
    }
    const pasted = { ...statement, text: renderNamedQuery(statement), parameterNames: [], parameterTypes: {} };
    const rows = await onBoth((engine) => engine.query(pasted));
    expect(rows.trino).toEqual(rows.duckdb);
  }
  /** What advice is asked of: a role and a key that did something. */
  const findBusiest = async (): Promise<Readonly<Record<string, string>>> => {
    const text =
      "select max(role_arn) as role_arn, max(origin_key_id) as key_id from calls where origin_kind in ('web_identity', 'access_key')";
    const [row] = await engines.duckdb.query({
      name: 'busiest',
      text,
      header: {},
      parameterNames: [],
      parameterTypes: {},
    });
    const [, account_id = '', role_name = ''] = /::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(String(row?.['role_arn'])) ?? [];
    return { role_arn: String(row?.['role_arn']), key_id: String(row?.['key_id']), account_id, role_name };
  };
  const questions = ['explore', 'reports', 'checks', 'status', 'trace', 'advise'].flatMap((name) => sql.names(name));
  it.each(questions)(
    '%s answers the same',
    async (name) => {
      const statement = sql.get(name);
      const question = findQuestion(name.replace('explore/', ''));
      if (question !== undefined) return answersAlike(question, statement);
      const busiest = await findBusiest();
      const parameters = Object.fromEntries(
        Object.entries(statement.parameterTypes).map(([key, type]) => [
          key,
          (name.startsWith('advise/') ? busiest[key] : null) ??
            special[key] ??
            samples[type as keyof typeof samples] ??
            null,
        ]),
      );
      const rows = await onBoth((engine) => engine.query(statement, parameters));
      expect(rows.trino).toEqual(rows.duckdb);
    },
    120_000,
  );

  it('maintain removes the same, and the books balance on both', async () => {
    const outcomes = await onBoth(async (engine) => {
      await maintain({ engine, sql, asOf: endAt, retentionDays: 20, upkeep: [], wantsMore: () => false });
      return readStatus(engine, sql);
    });
    expect(outcomes.duckdb.problems).toEqual([]);
    expect(Number(outcomes.duckdb.counts['removed'])).toBeGreaterThan(0);
    expect(outcomes.trino).toEqual(outcomes.duckdb);
  }, 120_000);

  it('two runs at once on Trino tell each message once', async () => {
    const { trino: engine } = engines;
    const settings = { ...emptyPolicy.notify, summary_above: 100 };
    const fresh = ['root_activity', 'trail_tampered', 'long_session', 'new_subject'].map((rule) =>
      someFinding({ rule, finding_key: 'two runs' }),
    );
    await saveFindings(engine, sql, fresh);
    const sent: string[] = [];
    const notifier = {
      send: async (message: OutgoingMessage) => {
        sent.push(message.render(false).text);
        return { channelId: 'C1', messageId: '1' };
      },
    };
    const run = (runId: string) =>
      notify({
        engine,
        sql,
        clock: { now: () => new Date() },
        settings,
        isStaged: () => false,
        notifier,
        runId,
        claimMinutesMax: 20,
      });
    await Promise.all([run('one'), run('two')]);
    await run('three');
    expect(sent).toHaveLength(fresh.length);
    expect(new Set(sent).size).toBe(fresh.length);
  }, 300_000);
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calls } from '../../core/lake/tables.ts';
import { ingestHere, problemsHere, queryHere } from '../local-lake.ts';
import { runCli, startCli } from './run-cli.ts';

const samples = '../shared/cloudtrail-samples';
const hasSamples = existsSync(samples);
if (!hasSamples) console.log(`skipped: the public CloudTrail samples are not at ${samples}`);

interface AnyRecord {
  readonly eventID?: unknown;
  readonly eventTime?: unknown;
  readonly eventName?: unknown;
  readonly eventType?: unknown;
  readonly eventCategory?: unknown;
  readonly recipientAccountId?: unknown;
}

/** Every record of the samples, read with nothing but gunzip and JSON.parse. */
function readAllRecords(): { file: string; record: AnyRecord }[] {
  const files = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json.gz'));
  return files.flatMap((file) => {
    const { Records } = JSON.parse(gunzipSync(readFileSync(join(samples, file))).toString()) as {
      Records: AnyRecord[];
    };
    return Records.map((record) => ({ file, record }));
  });
}

const isSkipped = (record: AnyRecord): boolean =>
  /^(insight|networkactivity|aggregated)/i.test(String(record.eventCategory ?? '')) ||
  /^(awscloudtrailinsight|awsvpceevents?)$/i.test(String(record.eventType ?? ''));

const isUsable = (record: AnyRecord): boolean =>
  typeof record.eventName === 'string' &&
  record.eventName !== '' &&
  typeof record.eventTime === 'string' &&
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?(Z|\+00:00)?$/.test(record.eventTime);

/** The identity of an event, with the record itself where it has no id. */
function identityOf({ file, record }: { file: string; record: AnyRecord }): string {
  const account =
    typeof record.recipientAccountId === 'string' && record.recipientAccountId !== ''
      ? record.recipientAccountId
      : /(\d{12})_CloudTrail/.exec(file)?.[1];
  const id = typeof record.eventID === 'string' && record.eventID !== '' ? record.eventID : JSON.stringify(record);
  return `${account} ${id}`;
}

const columns = calls.columns.map((column) => column.name).filter((name) => name !== 'ingested_at');
/** Every row of `calls`, all columns but the moment of reading, each as one text: thousands of them are compared often. */
const allCalls = async (lake: string): Promise<string[]> =>
  (await queryHere(lake, `select ${columns.join(', ')} from calls order by event_id, recipient_account_id`)).map(
    (row) => JSON.stringify(row),
  );

describe.skipIf(!hasSamples)(
  'the public samples',
  () => {
    let folder = '';
    let lake = '';
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'subtrail-samples-'));
      lake = join(folder, 'lake');
      const { code, stderr } = await runCli(['ingest', samples, '--lake', lake]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('are all counted, both ways', async () => {
      const { code, stdout } = await runCli(['status', '--lake', lake, '--format', 'json']);
      const [status] = JSON.parse(stdout) as [{ counts: Record<string, number>; problems: string[] }];
      expect(code).toBe(0);
      expect(status.problems).toEqual([]);
      const { objects, records_read, rows_staged, rejects, skipped } = status.counts;
      expect({ objects, records_read }).toEqual({ objects: 219, records_read: 7200 });
      expect(Number(rows_staged) + Number(rejects) + Number(skipped)).toBe(7200);
    });

    it('give as many calls as a plain JSON.parse finds distinct valid events', async () => {
      const records = readAllRecords();
      const valid = records.filter(({ record }) => !isSkipped(record) && isUsable(record));
      const [counted] = await queryHere(lake, 'select count(*) as calls, count(distinct event_id) as ids from calls');
      expect(counted).toEqual({
        calls: new Set(valid.map(identityOf)).size,
        ids: new Set(valid.map(({ record }) => record.eventID || JSON.stringify(record))).size,
      });
      const [skipped] = await queryHere(lake, 'select sum(skipped) as skipped from deliveries');
      expect(skipped).toEqual({ skipped: records.filter(({ record }) => isSkipped(record)).length });
    });

    it('give the GitHub Actions exchange its columns', async () => {
      const [exchange] = await queryHere(
        lake,
        "select issuer, audience, ci_platform, ci_organization, ci_repository, ci_ref_kind, ci_ref from sessions where event_id in (select event_id from calls where source_object like '%/cloud-snitch/%') and exchange_kind = 'web_identity'",
      );
      expect(exchange).toMatchObject({
        issuer: 'token.actions.githubusercontent.com',
        audience: 'sts.amazonaws.com',
        ci_platform: 'github_actions',
        ci_ref_kind: 'branch',
        ci_ref: 'main',
      });
      expect(exchange?.['ci_repository']).toMatch(new RegExp(`^${exchange?.['ci_organization']}/.+`));
    });

    it('give what hangs on long-lived keys to the key that obtained the session', async () => {
      const behind = (source: string) =>
        queryHere(
          lake,
          `select count(*) as calls, count(distinct access_key_id) as sessions, count(distinct origin_key_id) as origins from calls where origin_kind = 'access_key' and chain_depth > 0 and access_key_id in (select issued_key_id from sessions s inner join calls c on c.event_id = s.event_id where c.source_object like '%/${source}/%')`,
        );
      expect(await behind('invictus-aws-dataset')).toEqual([{ calls: 47, sessions: 5, origins: 1 }]);
      expect(await behind('stratus-red-team')).toEqual([{ calls: 48, sessions: 5, origins: 5 }]);
      const [federated] = await queryHere(
        lake,
        "select count(*) as sessions from sessions where exchange_kind = 'federation_token' and origin_kind = 'access_key' and event_id in (select event_id from calls where source_object like '%/stratus-red-team/%')",
      );
      expect(federated).toEqual({ sessions: 1 });
    });

    it('name no wrong origin where every temporary key has the same id', async () => {
      const rows = await queryHere(
        lake,
        `select c.attribution, c.attribution_reason, count(*) as calls,
         count(case when s.issued_principal_arn = c.principal_arn and s.event_time = c.session_created_at and s.subject = c.origin_subject then 1 end) as proven
       from calls c left join sessions s on s.session_id = c.session_id
       where c.source_object like '%/boogy-cloudtrail-log-parser/%' and c.federated_provider is not null
       group by c.attribution, c.attribution_reason order by calls`,
      );
      expect(rows).toEqual([
        { attribution: 'session', attribution_reason: null, calls: 19, proven: 19 },
        { attribution: 'context', attribution_reason: 'ambiguous_key', calls: 30, proven: 0 },
      ]);
      // Whatever else found a session there agrees with it in principal and to the second.
      const [others] = await queryHere(
        lake,
        `select count(*) as linked, count(case when s.issued_principal_arn = c.principal_arn and s.event_time = c.session_created_at then 1 end) as proven
       from calls c inner join sessions s on s.session_id = c.session_id
       where c.source_object like '%/boogy-cloudtrail-log-parser/%' and c.user_identity_type = 'AssumedRole'`,
      );
      expect(others?.['proven']).toBe(others?.['linked']);
    });

    it('give findings that were looked at one by one: none of them is false', async () => {
      const { code, stdout } = await runCli(['detect', '--lake', lake, '--all', '--format', 'json']);
      expect(code).toBe(0);
      const counts: Record<string, number> = {};
      for (const { rule } of JSON.parse(stdout) as { rule: string }[]) counts[rule] = (counts[rule] ?? 0) + 1;
      expect(counts).toEqual({
        access_key_created: 4,
        long_lived_key_activity: 52,
        refused_subject: 1,
        root_activity: 71,
        trail_tampered: 12,
      });
    });

    it('are not read a second time', async () => {
      const before = await allCalls(lake);
      const { code, stdout } = await runCli(['ingest', samples, '--lake', lake, '--format', 'json']);
      const [outcome] = JSON.parse(stdout) as [Record<string, unknown>];
      expect(code).toBe(0);
      expect(outcome).toMatchObject({ objects: 0, alreadyRead: 219, recordsRead: 0 });
      expect(await allCalls(lake)).toEqual(before);
    });

    it('give the same calls folder by folder in a shuffled order, and in two halves', async () => {
      const folders = readdirSync(samples, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => join(samples, entry.name));
      const shuffled = [...folders].sort((a, b) => hash(a) - hash(b));
      const expected = await allCalls(lake);
      const orders = {
        shuffled: chunks(shuffled, 8),
        halves: chunks(folders.toReversed(), Math.ceil(folders.length / 2)),
      };
      for (const [name, parts] of Object.entries(orders)) {
        const other = join(folder, name);
        for (const part of parts) await ingestHere(other, part);
        expect(await allCalls(other)).toEqual(expected);
        expect(await problemsHere(other)).toEqual([]);
      }
    });

    it('give the same calls when reading is killed at any moment and run again', async () => {
      const expected = await allCalls(lake);
      let killed = 0;
      for (const [index, delayMillis] of [250, 600, 1000, 1500].entries()) {
        const other = join(folder, `killed-${index}`);
        const { child, ended } = startCli(['ingest', samples, '--lake', other]);
        const timer = setTimeout(() => child.kill('SIGKILL'), delayMillis);
        if ((await ended).code === null) killed += 1;
        clearTimeout(timer);
        expect((await runCli(['ingest', samples, '--lake', other])).code).toBe(0);
        expect(await allCalls(other)).toEqual(expected);
        expect(await problemsHere(other)).toEqual([]);
        expect(
          readdirSync(join(other, 'staged'), { recursive: true }).filter((file) => String(file).endsWith('.parquet')),
        ).toEqual([]);
      }
      expect(killed).toBeGreaterThan(0);
    });
  },
  300_000,
);

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, index) => list.slice(index * size, (index + 1) * size));

/** A fixed order that has nothing to do with the alphabet. */
const hash = (text: string): number =>
  [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 9973, 7);

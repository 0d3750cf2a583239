import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { parseCredentialReport } from '../../core/compliance/credential-report.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { importInventory } from '../../jobs/import-inventory.ts';
import { loadInventory } from '../../jobs/load-inventory.ts';
import type { ObjectStore } from '../../jobs/ports.ts';
import { openStagedLake, type StagedLake } from './staged-lake.ts';

const sql = createSqlLibrary('sql');
const columns =
  'user,arn,user_creation_time,password_enabled,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service';
const used = 'true,2026-01-02T03:04:05+00:00,2026-11-01T10:00:00+00:00,eu-central-1,s3';
const unused = 'true,2026-01-02T03:04:05+00:00,N/A,N/A,N/A';
const none = 'false,N/A,N/A,N/A,N/A';
const line = (user: string, one: string, two: string, account = '123456789012') =>
  `${user},arn:aws:iam::${account}:user/${user},2026-01-01T00:00:00+00:00,not_supported,false,${one},${two}`;
const report = [columns, line('ci', used, unused), line('gone', none, none)].join('\n');

let lake: StagedLake;
beforeEach(async () => {
  lake = await openStagedLake();
});
afterEach(() => lake.close());
const load = (text: string) =>
  loadInventory(text, { engine: lake.engine, sql, givenAt: new Date('2026-11-20T00:00:00Z') });
const rows = () =>
  lake.look('select user_arn, slot, last_used_at, reported_at from key_inventory order by user_arn, slot');

describe('loadInventory()', () => {
  it('takes in active keys, and what is not known as null', async () => {
    expect(await load(report)).toEqual({
      accountId: '123456789012',
      activeKeys: 2,
      reportedAt: '2026-11-20T00:00:00.000Z',
    });
    const key = { user_arn: 'arn:aws:iam::123456789012:user/ci', reported_at: '2026-11-20T00:00:00Z' };
    expect(await rows()).toEqual([
      { ...key, user_arn: 'arn:aws:iam::123456789012:root', slot: 0, last_used_at: null },
      { ...key, slot: 1, last_used_at: '2026-11-01T10:00:00Z' },
      { ...key, slot: 2, last_used_at: null },
    ]);
  });

  it('reads what the AWS CLI prints, with its time', async () => {
    const answer = { Content: Buffer.from(report).toString('base64'), GeneratedTime: '2026-11-19T08:00:00+00:00' };
    expect(await load(JSON.stringify(answer))).toMatchObject({ activeKeys: 2, reportedAt: '2026-11-19T08:00:00.000Z' });
  });

  it('replaces what was known of the account, and of no other', async () => {
    await load([columns, line('ci', used, none, '210987654321')].join('\n'));
    await load(report);
    await load([columns, line('other', unused, none)].join('\n'));
    expect((await rows()).map((row) => row['user_arn'])).toEqual([
      'arn:aws:iam::123456789012:root',
      'arn:aws:iam::123456789012:user/other',
      'arn:aws:iam::210987654321:root',
      'arn:aws:iam::210987654321:user/ci',
    ]);
  });

  it('keeps that an account without an active key was reported on', async () => {
    const govCloud = line('ci', none, none).replace('arn:aws:', 'arn:aws-us-gov:');
    expect(await load([columns, govCloud].join('\n'))).toMatchObject({ activeKeys: 0 });
    expect(await rows()).toMatchObject([{ user_arn: 'arn:aws-us-gov:iam::123456789012:root', slot: 0 }]);
  });
});

describe('parseCredentialReport()', () => {
  it.each([
    ['', /names no user/],
    ['{"a": 1}', /not the answer/],
    ['a,b\n1,2', /lacks arn/],
    ['user,arn\n"x', /not CSV/],
    [[columns, line('a', used, none), line('b', used, none, '210987654321')].join('\n'), /one account/],
    [[columns, 'a,b'].join('\n'), /not CSV/],
  ])('refuses %j and says why', (text, reason) => {
    expect(() => parseCredentialReport(text)).toThrow(reason);
  });

  it('throws nothing but errors of ours, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.string().map((tail) => `${columns}\n${tail}`),
        ),
        (text) => {
          try {
            parseCredentialReport(text);
          } catch (error) {
            expect(error).toBeInstanceOf(SubtrailError);
          }
        },
      ),
    );
  });
});

describe('importInventory()', () => {
  it('takes in what it can read, and names what it cannot', async () => {
    const objects: Readonly<Record<string, string>> = { 'a.csv': report, 'b.txt': 'hello' };
    const store: ObjectStore = {
      list: async function* () {
        for (const key of Object.keys(objects)) yield { uri: key, key, sizeBytes: 10, version: '1' };
      },
      read: async (key) => Readable.from([Buffer.from(objects[key] ?? '')]),
      write: async () => undefined,
      remove: async () => undefined,
    };
    const outcome = await importInventory({
      engine: lake.engine,
      sql,
      store,
      givenAt: new Date('2026-11-20T00:00:00Z'),
    });
    expect(outcome.loaded).toHaveLength(1);
    expect(outcome.refused).toEqual([{ key: 'b.txt', reason: expect.stringContaining('credential report') }]);
  });
});

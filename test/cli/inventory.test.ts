import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestHere, queryHere } from '../local-lake.ts';
import { runCli } from './run-cli.ts';

const slotColumns = ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'];
const columns = ['user', 'arn', ...[1, 2].flatMap((slot) => slotColumns.map((name) => `access_key_${slot}_${name}`))];
const unused = 'true,2026-01-02T03:04:05+00:00,N/A,N/A,N/A';
const none = 'false,N/A,N/A,N/A,N/A';
const csv = [columns.join(','), `ci,arn:aws:iam::123456789012:user/ci,${unused},${none}`].join('\n');
const call = {
  eventTime: '2026-11-20T10:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'ListBuckets',
  eventID: 'one',
  recipientAccountId: '123456789012',
};

let folder = '';
let lake = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-inventory-'));
  lake = join(folder, 'lake');
  mkdirSync(join(folder, 'deliveries'));
  const name = '123456789012_CloudTrail_eu-west-1_20261120T1005Z_AAAAAAAAAAAAAAAA.json.gz';
  writeFileSync(join(folder, 'deliveries', name), gzipSync(JSON.stringify({ Records: [call] })));
  await ingestHere(lake, [join(folder, 'deliveries')]);
  writeFileSync(join(folder, 'good.csv'), csv);
  writeFileSync(join(folder, 'wrong.csv'), 'a,b\n1,2');
});
afterAll(() => rmSync(folder, { recursive: true }));

const inventory = (...files: readonly string[]) =>
  runCli(['inventory', ...files.map((file) => join(folder, file)), '--lake', lake]);
const keys = () => queryHere(lake, 'select user_arn, slot from key_inventory where slot > 0');

describe('subtrail inventory', () => {
  it.each([
    ['wrong.csv', /wrong\.csv.*lacks arn/],
    ['missing.csv', /missing\.csv.*no such file/],
    ['deliveries', /deliveries.*not a file/],
  ])('names %s and what is wrong with it, and takes in none of the files', async (file, reason) => {
    expect(await inventory('good.csv', file)).toMatchObject({ code: 2, stderr: expect.stringMatching(reason) });
    expect(await keys()).toEqual([]);
  });

  it('knows of an account that it was reported on, though no key is left there', async () => {
    const gone = [columns.join(','), `ci,arn:aws:iam::123456789012:user/ci,${none},${none}`].join('\n');
    writeFileSync(join(folder, 'gone.csv'), gone);
    expect(await inventory('gone.csv')).toMatchObject({ code: 0, stdout: expect.stringContaining('0 active keys') });
    expect(await keys()).toEqual([]);
    const { stdout } = await runCli(['report', '--lake', lake, '--format', 'json']);
    const [{ inventory: said }] = JSON.parse(stdout) as [{ inventory: { importedAt: string | null } }];
    expect(said).toMatchObject({ users: 0, activeKeys: 0, dormant: { rows: [] } });
    expect(said.importedAt).not.toBeNull();
    expect((await runCli(['report', '--lake', lake, '--out', join(folder, 'gone.html')])).code).toBe(0);
    expect(readFileSync(join(folder, 'gone.html'), 'utf8')).toContain('names no active key');
  });

  it('takes in the active keys, which the report then calls dormant', async () => {
    expect(await inventory('good.csv')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^123456789012: 1 active key, as of /),
    });
    expect(await keys()).toEqual([{ user_arn: 'arn:aws:iam::123456789012:user/ci', slot: 1 }]);
    const { stdout } = await runCli(['report', '--lake', lake, '--format', 'json']);
    expect(JSON.parse(stdout)).toMatchObject([
      { inventory: { users: 1, activeKeys: 1, dormant: { rows: [{ slot: 1, lastUsedAt: null }] } } },
    ]);
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryLake, runCli } from './run-cli.ts';

let folder = '';
let lake = '';
let count = 0;

const good = (id: string, rest: Record<string, unknown> = {}) => ({
  eventVersion: '1.11',
  eventTime: '2026-11-20T10:00:00Z',
  eventSource: 's3.amazonaws.com',
  eventName: 'PutBucketPolicy',
  eventID: id,
  readOnly: false,
  recipientAccountId: '123456789012',
  userIdentity: { type: 'IAMUser', accessKeyId: 'AKIAEXAMPLE1', arn: 'arn:aws:iam::123456789012:user/ci' },
  ...rest,
});
const file = (bytes: string | Uint8Array, ending = '.json.gz'): void => {
  count += 1;
  const name = `123456789012_CloudTrail_eu-west-1_20261120T1005Z_${String(count).padStart(16, 'A')}${ending}`;
  writeFileSync(join(folder, 'deliveries', name), bytes);
};
const records = (...list: unknown[]) => gzipSync(JSON.stringify({ Records: list }));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-bad-'));
  lake = join(folder, 'lake');
  mkdirSync(join(folder, 'deliveries'));
  const whole = records(
    ...Array.from({ length: 50 }, (_, index) =>
      good(`truncated-${index}`, { requestID: Math.sin(index).toString(36) }),
    ),
  );
  file(whole.subarray(0, whole.length - 60));
  file('this is not gzip');
  file('');
  file(gzipSync('not json'));
  file(gzipSync('{"Other":[]}'));
  file(gzipSync('{"Records":{}}'));
  file(records(null, 7, 'text', [good('in-a-list')], good('among-bad')));
  file(
    records(
      good('x', { eventTime: undefined }),
      good('x', { eventName: undefined }),
      good('x', { eventTime: '2026-13-45T10:00:00Z' }),
      good('after-broken-times'),
    ),
  );
  file(
    gzipSync(
      `{"Records":[${JSON.stringify(good('before-deep'))},{"eventTime":"2026-11-20T10:00:00Z","eventName":"Deep","requestParameters":${'['.repeat(5000)}${']'.repeat(5000)}},${JSON.stringify(good('after-deep'))}]}`,
    ),
  );
  file(
    records(
      good('before-huge'),
      good('huge', { requestParameters: { text: 'x'.repeat(20_000_000) } }),
      good('after-huge'),
    ),
  );
  file(
    gzipSync(Buffer.concat([Buffer.from('{"Records":['), Buffer.alloc(600_000_000, ' '), Buffer.from(']}')]), {
      level: 1,
    }),
  );
  file(JSON.stringify({ Records: [good('plain')] }), '.json');
  file(
    records(
      good('odd-address', { sourceIPAddress: { ip: '192.0.2.1' } }),
      good('odd-identity', { userIdentity: null }),
      { ...good('no-identity'), userIdentity: undefined },
      { ...good(''), eventID: undefined, eventName: 'WithoutId' },
    ),
  );
  file(
    records(
      good('token', {
        eventSource: 'example.amazonaws.com',
        responseElements: { credentials: { sessionToken: 'SECRETSECRET', accessKeyId: 'ASIAEXAMPLE' } },
      }),
    ),
  );
  const { code, stderr } = await runCli(['ingest', join(folder, 'deliveries'), '--lake', lake]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bad input', () => {
  it('becomes rejects with file, position and reason', async () => {
    const rows = await queryLake(
      lake,
      'select reason, count(*) as rejects, count(record_index) as positions, count(source_object) as objects from rejects group by reason order by reason',
    );
    const byReason = Object.fromEntries(rows.map((row) => [row['reason'], row['rejects']]));
    expect(Object.keys(byReason).length).toBeGreaterThanOrEqual(10);
    expect(rows.every((row) => row['objects'] === row['rejects'])).toBe(true);
    expect(
      await queryLake(
        lake,
        "select count(*) as n from rejects where excerpt like '%SECRET%' or length(excerpt) > 2000",
      ),
    ).toEqual([{ n: 0 }]);
  });

  it('does not keep the good records around it from arriving', async () => {
    const ids = (await queryLake(lake, 'select event_id from calls order by event_id')).map((row) => row['event_id']);
    for (const id of [
      'among-bad',
      'after-broken-times',
      'before-deep',
      'after-deep',
      'before-huge',
      'after-huge',
      'plain',
      'odd-address',
      'odd-identity',
      'no-identity',
      'token',
    ])
      expect(ids).toContain(id);
    expect(ids.filter((id) => String(id).startsWith('truncated-')).length).toBeGreaterThan(20);
    expect(ids.filter((id) => /^record:[0-9a-f]{32}$/.test(String(id)))).toHaveLength(1);
    expect(ids).not.toContain('huge');
    expect(ids).not.toContain('in-a-list');
  });

  it('is counted, both ways', async () => {
    const { code, stdout } = await runCli(['status', '--lake', lake]);
    expect(stdout).toContain('the counts agree');
    expect(code).toBe(0);
  });

  it('keeps what is merely odd', async () => {
    expect(
      await queryLake(
        lake,
        "select event_id, source_ip_address, origin_kind from calls where event_id in ('odd-address', 'odd-identity', 'no-identity') order by event_id",
      ),
    ).toEqual([
      { event_id: 'no-identity', source_ip_address: null, origin_kind: 'unknown' },
      { event_id: 'odd-address', source_ip_address: null, origin_kind: 'access_key' },
      { event_id: 'odd-identity', source_ip_address: null, origin_kind: 'unknown' },
    ]);
  });

  it('never lets a session token through', async () => {
    const [row] = await queryLake(lake, "select response_elements from calls where event_id = 'token'");
    expect(row?.['response_elements']).toBe('{"credentials":{"accessKeyId":"ASIAEXAMPLE"}}');
  });
});

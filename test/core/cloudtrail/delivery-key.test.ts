import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDeliveryKey } from '../../../core/cloudtrail/delivery-key.ts';

const file = '123456789012_CloudTrail_eu-central-1_20261102T0910Z_AbCdEfGhIjKlMnOp.json.gz';
const folder = 'AWSLogs/123456789012/CloudTrail/eu-central-1/2026/11/02';
const deliveredAt = new Date('2026-11-02T09:10:00Z');
const parsed = {
  kind: 'events',
  prefix: '',
  organizationId: null,
  accountId: '123456789012',
  region: 'eu-central-1',
  deliveredAt,
};

describe('parseDeliveryKey()', () => {
  it('reads the layout of a trail of one account', () => {
    expect(parseDeliveryKey(`${folder}/${file}`)).toEqual(parsed);
  });

  it('reads a prefix, also one that contains AWSLogs/', () => {
    expect(parseDeliveryKey(`team/logs/${folder}/${file}`)).toEqual({ ...parsed, prefix: 'team/logs/' });
    expect(parseDeliveryKey(`old/AWSLogs/x/${folder}/${file}`)).toEqual({ ...parsed, prefix: 'old/AWSLogs/x/' });
    expect(parseDeliveryKey(`${folder}/copy/${folder}/${file}`)).toEqual({ ...parsed, prefix: `${folder}/copy/` });
  });

  it('reads the layouts of an organization trail and of Control Tower', () => {
    const key = `AWSLogs/o-abcdef1234/${folder.slice('AWSLogs/'.length)}/${file}`;
    expect(parseDeliveryKey(key)).toEqual({ ...parsed, organizationId: 'o-abcdef1234' });
    expect(parseDeliveryKey(`o-abcdef1234/${key}`)).toEqual({
      ...parsed,
      organizationId: 'o-abcdef1234',
      prefix: 'o-abcdef1234/',
    });
  });

  it('reads deliveries that somebody has unpacked', () => {
    expect(parseDeliveryKey(`${folder}/${file.slice(0, -3)}`)).toEqual(parsed);
  });

  it('reads the bare name of a delivery in any folder', () => {
    expect(parseDeliveryKey(file)).toEqual(parsed);
    expect(parseDeliveryKey(`some/where/${file}`)).toEqual({ ...parsed, prefix: 'some/where/' });
    expect(parseDeliveryKey(`some/where/${file.slice(0, -3)}`)).toEqual({ ...parsed, prefix: 'some/where/' });
  });

  it.each([
    [
      'CloudTrail-Digest',
      'digest',
      '123456789012_CloudTrail-Digest_eu-central-1_trail_eu-central-1_20261102T091000Z.json.gz',
    ],
    [
      'CloudTrail-Digest',
      'digest',
      '123456789012_CloudTrail-Digest_eu-central-1_t_eu-central-1_20261102T091000Z_backfill.json.gz',
    ],
    ['CloudTrail-Insight', 'insight', '123456789012_CloudTrail-Insight_eu-central-1_20261102T0910Z_AbCd.json.gz'],
    [
      'CloudTrail-NetworkActivity',
      'network_activity',
      '123456789012_CloudTrail-NetworkActivity_eu-central-1_20261102T0910Z_A.json.gz',
    ],
    ['CloudTrail-Aggregated', 'aggregated', '123456789012_CloudTrail-Aggregated_eu-central-1_20261102T0910Z_A.json.gz'],
  ])('tells what lies in the folder %s (%s)', (name, kind, fileName) => {
    const key = `AWSLogs/123456789012/${name}/eu-central-1/2026/11/02/${fileName}`;
    expect(parseDeliveryKey(key)).toEqual({ ...parsed, kind });
  });

  it('tells Lake query results, which have no region', () => {
    const key = 'p/AWSLogs/123456789012/CloudTrail-Lake/Query/2026/11/02/abc/result_1.csv.gz';
    expect(parseDeliveryKey(key)).toMatchObject({ kind: 'lake_query', prefix: 'p/', region: null, deliveredAt: null });
  });

  it('falls back to the day of the folder when the file has another name', () => {
    expect(parseDeliveryKey(`${folder}/merged.json.gz`)).toEqual({
      ...parsed,
      deliveredAt: new Date('2026-11-02T00:00:00Z'),
    });
  });

  it.each([
    '',
    '/',
    folder,
    `${folder}/`,
    `${folder}/${file}.tmp`,
    `x${file}`,
    'AWSLogs/123456789012/CloudTrail/eu-central-1/2026/13/02/merged.json.gz',
    'AWSLogs/123456789012/CloudTrail/eu-central-1/2026/02/30/merged.json.gz',
    'AWSLogs/12345678901/CloudTrail/eu-central-1/2026/11/02/merged.json.gz',
    'AWSLogs/123456789012/CloudTrail-Other/eu-central-1/2026/11/02/merged.json.gz',
    'AWSLogs/123456789012/Config/eu-central-1/2026/11/02/merged.json.gz',
    'AWSLogs/123456789012/elasticloadbalancing/eu-central-1/2026/11/02/x.log.gz',
    '123456789012_CloudTrail_eu-central-1_20261302T0910Z_AbCdEfGhIjKlMnOp.json.gz',
    '123456789012_CloudTrail_eu-central-1_20261102T2460Z_AbCdEfGhIjKlMnOp.json.gz',
  ])('says that %j is unrelated', (key) => {
    expect(parseDeliveryKey(key).kind).toBe('unrelated');
  });

  it('never throws, whatever the key', () => {
    const part = fc.constantFrom(
      'AWSLogs',
      '/',
      '123456789012',
      'CloudTrail',
      'eu-central-1',
      '2026',
      '11',
      '02',
      file,
      '\n',
      'o-abcdef1234',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string()), { maxLength: 14 }), (parts) => {
        expect(parseDeliveryKey(parts.join('')).kind).toBeTypeOf('string');
      }),
    );
  });

  it('reads back what a trail wrote, whatever the prefix', () => {
    const prefix = fc.string({ unit: 'binary' }).map((text) => (text === '' ? '' : `${text}/`));
    fc.assert(
      fc.property(
        prefix,
        fc.stringMatching(/^\d{12}$/),
        fc.stringMatching(/^o-[a-z0-9]{10,32}$/),
        (before, account, organization) => {
          const name = `${account}_CloudTrail_us-east-1_20260131T2359Z_AbCdEfGhIjKlMnOp.json.gz`;
          const key = `${before}AWSLogs/${organization}/${account}/CloudTrail/us-east-1/2026/01/31/${name}`;
          expect(parseDeliveryKey(key)).toEqual({
            kind: 'events',
            prefix: before,
            organizationId: organization,
            accountId: account,
            region: 'us-east-1',
            deliveredAt: new Date('2026-01-31T23:59:00Z'),
          });
        },
      ),
    );
  });
});

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readDelivery } from './read-delivery.ts';

const usable = { eventTime: '2026-01-31T09:58:12Z', eventName: 'GetObject' };
const read = (...records: readonly unknown[]) => readDelivery(JSON.stringify({ Records: records }));

describe('DeliveryReader', () => {
  it.each([
    ['absent', undefined],
    ['null', null],
    ['empty', ''],
    ['a number', 5],
    ['an object', {}],
  ])('rejects a record whose eventTime or eventName is %s', (_, value) => {
    const { rejects, counts } = read({ ...usable, eventTime: value, eventID: 'a' }, usable, {
      ...usable,
      eventName: value,
    });
    expect(rejects.map(({ recordIndex, reason, eventId }) => [recordIndex, reason, eventId])).toEqual([
      [0, 'event_time_missing', 'a'],
      [2, 'event_name_missing', null],
    ]);
    expect(counts).toMatchObject({ recordsRead: 3, rows: 1, rejects: 2, skipped: 0, oddValues: 0 });
  });

  it.each(['2026-02-30T00:00:00Z', 'yesterday', '2026-01-31T09:58:12+01:00', '1769853492'])(
    'rejects a record whose eventTime is %j',
    (eventTime) => {
      expect(read({ ...usable, eventTime }).rejects).toMatchObject([{ recordIndex: 0, reason: 'event_time_broken' }]);
    },
  );

  it.each([
    [{ eventCategory: 'Insight' }, 'insight'],
    [{ eventCategory: 'insight' }, 'insight'],
    [{ eventCategory: 'NetworkActivity' }, 'network_activity'],
    [{ eventCategory: 'Aggregated' }, 'aggregated'],
    [{ eventType: 'AwsCloudTrailInsight' }, 'insight'],
    [{ eventType: 'AWSCloudTrailInsight' }, 'insight'],
    [{ eventType: 'AwsVpceEvents' }, 'network_activity'],
    [{ eventType: 'awsvpceevent' }, 'network_activity'],
  ])('passes over %j as %s, whatever else the record lacks', (members, kind) => {
    for (const record of [members, { ...usable, ...members }, { ...members, eventTime: 'x', sourceIPAddress: {} }]) {
      const { rows, rejects, counts } = read(record);
      expect([rows, rejects]).toEqual([[], []]);
      expect(counts).toMatchObject({ recordsRead: 1, skipped: 1, skippedKinds: { [kind]: 1 }, oddValues: 0 });
    }
  });

  it('counts skipped kinds by name, in the order of the alphabet', () => {
    const network = { eventType: 'AwsVpceEvent' };
    const { counts } = read(network, { eventCategory: 'Insight' }, network);
    expect(JSON.stringify(counts.skippedKinds)).toBe('{"insight":1,"network_activity":2}');
  });

  it('keeps calls of categories and types that it does not know', () => {
    expect(read({ ...usable, eventCategory: 'Quantum', eventType: 'AwsQuantumCall' }).counts.rows).toBe(1);
  });

  it('gives a record without an id one that follows from its bytes', () => {
    const text = JSON.stringify(usable);
    const id = `record:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    for (const eventID of [undefined, null, '', 7]) {
      const record = JSON.stringify({ ...usable, eventID });
      const expected =
        eventID === undefined ? id : `record:${createHash('sha256').update(record).digest('hex').slice(0, 32)}`;
      expect(readDelivery(`{"Records":[${record}]}`).rows[0]?.['event_id']).toBe(expected);
    }
  });

  it('keeps a record without an identity, and one whose identity is null', () => {
    const { rows, counts } = read(usable, { ...usable, userIdentity: null }, { ...usable, userIdentity: {} });
    expect(rows.map((row) => [row['caller_kind'], row['user_identity_type']])).toEqual(
      new Array(3).fill(['unknown', null]),
    );
    expect(counts.oddValues).toBe(0);
  });

  it('makes null of values of the wrong type, and counts them', () => {
    const { rows, counts } = read({
      ...usable,
      sourceIPAddress: { a: 1 },
      userAgent: ['x'],
      awsRegion: 1,
      eventID: true,
      readOnly: 'maybe',
      userIdentity: { type: {}, sessionContext: 'x' },
      requestParameters: 'text',
      responseElements: [],
      resources: [{ ARN: 5 }, 'x', { ARN: 'arn:aws:s3:::b' }],
    });
    expect(rows[0]).toMatchObject({ source_ip_address: null, user_agent: null, aws_region: null, read_only: null });
    expect(rows[0]).toMatchObject({ user_identity_type: null, request_parameters: null, response_elements: null });
    expect(rows[0]?.['resource_arns']).toEqual(['arn:aws:s3:::b']);
    expect(counts.oddValues).toBe(11);
  });

  it('takes booleans that are written as text', () => {
    const identity = (mfaAuthenticated: unknown) => ({ sessionContext: { attributes: { mfaAuthenticated } } });
    const { rows, counts } = read(
      { ...usable, readOnly: 'true', sessionCredentialFromConsole: 'true', userIdentity: identity('false') },
      { ...usable, readOnly: false, sessionCredentialFromConsole: true, userIdentity: identity(true) },
    );
    expect(rows.map((row) => [row['read_only'], row['console_session'], row['mfa_authenticated']])).toEqual([
      [true, true, false],
      [false, true, true],
    ]);
    expect(counts.oddValues).toBe(0);
  });

  it('takes the account of the key where the record names none', () => {
    const key =
      'AWSLogs/123456789012/CloudTrail/eu-central-1/2026/11/02/123456789012_CloudTrail_eu-central-1_20261102T0910Z_Ab.json.gz';
    const json = JSON.stringify({ Records: [usable, { ...usable, recipientAccountId: '210987654321' }] });
    const accounts = (options: { key?: string }) =>
      readDelivery(json, options).rows.map((row) => row['recipient_account_id']);
    expect(accounts({ key })).toEqual(['123456789012', '210987654321']);
    expect(accounts({})).toEqual([null, '210987654321']);
  });

  it('takes the ARNs of resources in either case, and null for none', () => {
    const resources = [{ ARN: 'a', arn: 'b' }, { arn: 'c' }, { ARN: null, arn: 'd' }, { type: 'x' }, {}];
    const { rows } = read({ ...usable, resources }, { ...usable, resources: [] }, usable);
    expect(rows.map((row) => row['resource_arns'])).toEqual([['a', 'c', 'd'], null, null]);
  });

  it('keeps requests and responses as they were written, and only of calls that are not read-only', () => {
    const record = (readOnly: string) =>
      `{"eventTime":"2026-01-31T09:58:12Z","eventName":"PutObject"${readOnly},"requestParameters":{"b" : 1e2, "a\\u0062":[ ],"c":" x "},"responseElements":{"d":1.0}}`;
    const { rows } = readDelivery(
      `{"Records":[${['', ',"readOnly":false', ',"readOnly":true'].map(record).join(',')}]}`,
    );
    const kept = ['{"b":1e2,"a\\u0062":[],"c":" x "}', '{"d":1.0}'];
    expect(rows.map((row) => [row['request_parameters'], row['response_elements']])).toEqual([
      kept,
      kept,
      [null, null],
    ]);
  });

  it('drops payloads that are too long, and counts them', () => {
    const record = { ...usable, requestParameters: { a: 'x'.repeat(50) }, responseElements: { b: 1 } };
    const json = JSON.stringify({ Records: [record] });
    const { rows, counts } = readDelivery(json, { limits: { payloadBytesMax: 57 } });
    expect([rows[0]?.['request_parameters'], rows[0]?.['response_elements'], counts.oddValues]).toEqual([
      null,
      '{"b":1}',
      1,
    ]);
    expect(readDelivery(json, { limits: { payloadBytesMax: 58 } }).counts.oddValues).toBe(0);
  });

  it('never stores what STS answers, nor a session token of anybody', () => {
    const answer = { credentials: { accessKeyId: 'ASIAEXAMPLE', sessionToken: 'SECRET' }, a: 1 };
    const { rows } = read(
      {
        ...usable,
        eventSource: 'sts.amazonaws.com',
        eventName: 'GetSessionToken',
        requestParameters: { a: 1 },
        responseElements: answer,
      },
      {
        ...usable,
        eventSource: 'example.amazonaws.com',
        requestParameters: { SessionToken: 'SECRET' },
        responseElements: answer,
      },
    );
    expect(rows.map((row) => [row['request_parameters'], row['response_elements']])).toEqual([
      ['{"a":1}', null],
      ['{}', '{"credentials":{"accessKeyId":"ASIAEXAMPLE"},"a":1}'],
    ]);
    expect(JSON.stringify(rows, (_, value: unknown) => String(value))).not.toContain('SECRET');
  });

  it('does not take a tls member that is text for the object that has the same characters', () => {
    const record = (tls: string) => `{"eventTime":"2026-01-31T09:58:12Z","eventName":"GetObject","tlsDetails":${tls}}`;
    const { counts, rejects } = readDelivery(
      `{"Records":[${[record('{"a":1}'), record('"{nope}"'), record('{nope}'), record('{"a":1}')].join(',')}]}`,
    );
    expect(counts.rows).toBe(3);
    expect(rejects).toMatchObject([{ recordIndex: 2, reason: 'record_malformed' }]);
  });

  it('masks session tokens in the excerpts of rejects', () => {
    const token = 'FwoGZXIvYXdzE'.repeat(9);
    const { rejects } = readDelivery(
      `{"Records":[{"responseElements":{"credentials":{"sessionToken":"${token}","x":01}}},{"session\\u0054oken":"${token}"},{"a":{"sessionToken":"${token}`,
    );
    expect(rejects.map((reject) => reject.reason)).toEqual([
      'record_malformed',
      'event_time_missing',
      'truncated_json',
    ]);
    expect(JSON.stringify(rejects)).not.toContain('FwoG');
    expect(JSON.stringify(rejects)).toContain('(masked)');
  });
});

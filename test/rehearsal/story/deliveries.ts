import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { generateIncidents } from '../../../bench/incidents/generate-incidents.ts';
import type { ExpectedFinding } from '../../../bench/incidents/stage.ts';
import type { RawRecord } from '../../../bench/organisation/event.ts';
import { deliveryBytes, demoOptions, generateOrganisation } from '../../../bench/organisation/generate-organisation.ts';
import { mondayOf } from '../../../core/compliance/iso-week.ts';

/** An object to be delivered. `records` are those whose truth is known; null for what is broken, foreign or public. */
export interface Parcel {
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly records: readonly RawRecord[] | null;
}

/** All that comes in during the story. */
export interface Material {
  /** The moment after the last event: a Monday's midnight, so that the week before is whole. */
  readonly endAt: Date;
  readonly parcels: readonly Parcel[];
  readonly expected: readonly ExpectedFinding[];
  readonly policy: object;
}

const samples = '../shared/cloudtrail-samples';
/** What may stand in a key, and looks otherwise in S3's notifications. */
const oddFolder = 'öffentlich & (a+b=c) 100%';

/**
 * The deliveries of two organisations that are one, and what their policy says.
 * **shape**: the second has planted incidents; records of both have a truth.
 */
export function makeMaterial(now: Date): Material {
  const endAt = new Date(`${mondayOf(now.toISOString().slice(0, 10))}T00:00:00Z`);
  const organisation = generateOrganisation({ ...demoOptions(endAt), weeks: 2, scale: 0.25, hasRareSessions: true });
  const incidents = generateIncidents(700, endAt);
  const parcels = [...organisation.deliveries, ...incidents.deliveries].map((delivery) => ({
    key: delivery.key,
    bytes: deliveryBytes(delivery),
    records: delivery.body === undefined ? delivery.records : null,
  }));
  return {
    endAt,
    parcels,
    expected: incidents.expected,
    policy: policyOf(incidents.policy, organisation.expectations),
  };
}

interface Principals {
  readonly principals: readonly { readonly principal: string }[];
}

/** Both organisations' policy in one file; what both say of a user is said once. */
function policyOf(
  planted: object,
  { expected, principals }: Principals & { readonly expected: readonly object[] },
): object {
  const own = planted as Principals & { readonly expected: readonly object[] };
  const known = new Set(own.principals.map(({ principal }) => principal));
  return {
    ...planted,
    expected: [...own.expected, ...expected],
    principals: [...own.principals, ...principals.filter(({ principal }) => !known.has(principal))],
    notify: {
      summary_above: 12,
      routes: [{ channel: '#security', severity: 'high' }, { channel: '#cloud' }],
    },
  };
}

/** Records that real trails wrote, where somebody has put them; under keys that a trail would give them. */
export function readSamples(): readonly Parcel[] {
  if (!existsSync(samples)) return [];
  return readdirSync(samples, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json.gz'))
    .sort()
    .map((name, index) => ({
      key: `${oddFolder}/${keyOf(`Sample${index}`)}`,
      bytes: readFileSync(join(samples, name)),
      records: null,
    }));
}

/** A delivery whose gzip breaks off: it is read as far as it goes, and is a reject. */
export const brokenParcel = (): Parcel => {
  const whole = gzipSync(
    JSON.stringify({
      Records: [{ eventVersion: '1.11', eventTime: '2026-11-20T10:00:00Z', eventName: 'DescribeInstances' }],
    }),
  );
  return { key: keyOf('Broken'), bytes: whole.subarray(0, whole.length - 20), records: null };
};

/** A delivery of one record that is like any other, but for what is said of it. */
export const plainParcel = (name: string, changes: object = {}): Parcel => ({
  key: keyOf(name),
  bytes: gzipSync(
    JSON.stringify({
      Records: [
        {
          eventVersion: '1.11',
          eventID: `plain-${name}`,
          eventTime: '2026-11-20T10:00:00Z',
          eventSource: 'ec2.amazonaws.com',
          eventName: 'DescribeInstances',
          awsRegion: 'eu-central-1',
          recipientAccountId: '123456789012',
          ...changes,
        },
      ],
    }),
  ),
  records: null,
});

/** What happened in an account of its own in the last hour before the end: the root user came, and stopped the trail. */
export function freshIncidents(endAt: Date): readonly Parcel[] {
  const rooted = {
    eventTime: new Date(endAt.getTime() - 3_600_000).toISOString().replace(/\.\d+/, ''),
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
    readOnly: false,
    sourceIPAddress: '192.0.2.77',
    userAgent: 'aws-cli/2.30',
    recipientAccountId: '999988887777',
    userIdentity: {
      type: 'Root',
      principalId: '999988887777',
      arn: 'arn:aws:iam::999988887777:root',
      accountId: '999988887777',
    },
  };
  const trail = { eventSource: 'cloudtrail.amazonaws.com', requestParameters: { name: 'acme-trail' } };
  return [
    plainParcel('Root', { ...rooted, eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' }),
    plainParcel('Stop', { ...rooted, ...trail, eventName: 'StopLogging' }),
  ];
}

const keyOf = (name: string): string =>
  `AWSLogs/123456789012/CloudTrail/eu-central-1/2026/11/20/123456789012_CloudTrail_eu-central-1_20261120T1000Z_${name.padEnd(16, 'x')}.json.gz`;

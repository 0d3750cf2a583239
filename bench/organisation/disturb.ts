import type { RawRecord } from './event.ts';
import type { Random } from './random.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const inside = (value: unknown, ...path: readonly string[]): Json => {
  let found = value;
  for (const name of path) found = isObject(found) ? found[name] : undefined;
  return isObject(found) ? found : {};
};

/**
 * What can happen to records on their way into a lake: they get lost, lose members, are stamped by other clocks, or were
 * made anonymous with too few key ids.
 * **shape**: new records, as many or fewer; `share` of them is touched by each kind of trouble.
 */
export function disturb(records: readonly RawRecord[], random: Random, share: number): RawRecord[] {
  const keys = records.flatMap((record) => {
    const key = inside(record, 'responseElements', 'credentials')['accessKeyId'];
    return typeof key === 'string' ? [key] : [];
  });
  return records.flatMap((record) => {
    if (random.chance(share)) return [];
    const copy: Json = structuredClone({ ...record });
    for (const trouble of troubles) if (random.chance(share)) trouble(copy, random, keys);
    return [copy];
  });
}

type Trouble = (record: Json, random: Random, keys: readonly string[]) => void;

const troubles: readonly Trouble[] = [
  (record) => delete inside(record, 'userIdentity')['accessKeyId'],
  (record) => delete inside(record, 'userIdentity')['arn'],
  (record) => delete inside(record, 'userIdentity', 'sessionContext', 'attributes')['creationDate'],
  (record) => delete inside(record, 'responseElements', 'assumedRoleUser')['assumedRoleId'],
  (record) => delete record['sharedEventID'],
  (record) => {
    const identity = inside(record, 'userIdentity');
    if (isObject(identity['sessionContext'])) identity['sessionContext']['sourceIdentity'] = 'somebody';
  },
  (record, random) => {
    const at = Date.parse(String(record['eventTime'])) + random.pick([-7_200_000, -61_000, -60_000, 59_000, 3_700_000]);
    record['eventTime'] = `${new Date(at).toISOString().slice(0, 19)}Z`;
  },
  (record, random, keys) => {
    const identity = inside(record, 'userIdentity');
    if (typeof identity['accessKeyId'] === 'string' && keys.length > 0) identity['accessKeyId'] = random.pick(keys);
  },
  (record, random, keys) => {
    const credentials = inside(record, 'responseElements', 'credentials');
    if (typeof credentials['accessKeyId'] === 'string') credentials['accessKeyId'] = random.pick(keys);
  },
  (record) => {
    if (record['eventName'] === 'AssumeRole')
      Object.assign(record, { errorCode: 'AccessDenied', responseElements: null });
  },
];

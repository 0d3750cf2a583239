/** What lies under a key, as far as its name tells. Only `events` holds API calls. */
export type DeliveryKind =
  | 'events'
  | 'digest'
  | 'insight'
  | 'network_activity'
  | 'aggregated'
  | 'lake_query'
  | 'unrelated';

/**
 * What the name of a delivered object says.
 * **shape**: `prefix` is what stands before `AWSLogs/`, or the folder of a file that lies elsewhere; `deliveredAt` is UTC, to the
 * minute where the file name has it, else the delivery day's first moment. Null is what the name does not say.
 */
export interface DeliveryKey {
  readonly kind: DeliveryKind;
  readonly prefix: string;
  readonly organizationId: string | null;
  readonly accountId: string | null;
  readonly region: string | null;
  readonly deliveredAt: Date | null;
}

const kindOfFolder: Readonly<Record<string, DeliveryKind>> = {
  CloudTrail: 'events',
  'CloudTrail-Digest': 'digest',
  'CloudTrail-Insight': 'insight',
  'CloudTrail-NetworkActivity': 'network_activity',
  'CloudTrail-Aggregated': 'aggregated',
  'CloudTrail-Lake': 'lake_query',
};

// The greedy prefix finds the last `AWSLogs/` that is followed by a full tail: prefixes may contain the word themselves.
const layout =
  /^(?<prefix>(?:.*\/)?)AWSLogs\/(?:(?<organization>o-[a-z0-9]{10,32})\/)?(?<account>\d{12})\/(?<folder>CloudTrail(?:-[A-Za-z]+)?)\/(?<tail>.+)$/s;
const datedTail = /^(?<region>[a-z0-9-]+)\/(?<year>\d{4})\/(?<month>\d{2})\/(?<day>\d{2})\/(?<file>[^/]+)$/;
const eventsFile =
  /^(?<account>\d{12})_CloudTrail_(?<region>[a-z0-9-]+)_(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})T(?<hour>\d{2})(?<minute>\d{2})Z_[A-Za-z0-9]+\.json(?:\.gz)?$/;
const timeInFile = /_(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})T(?<hour>\d{2})(?<minute>\d{2})(?:\d{2})?Z/;

/**
 * Reads the key of an object, in every layout in which CloudTrail delivers, or the bare name of a delivery in any folder.
 * **errors**: never throws; a key of no known layout is `unrelated`.
 * **source**: CloudTrail user guide, "Getting and viewing your CloudTrail log files".
 */
export function parseDeliveryKey(key: string): DeliveryKey {
  const groups = layout.exec(key)?.groups;
  const kind = kindOfFolder[groups?.['folder'] ?? ''];
  if (groups === undefined || kind === undefined) return parseBareName(key);
  const { prefix = '', organization = null, account = null, tail = '' } = groups;
  const named = { prefix, organizationId: organization, accountId: account };
  if (kind === 'lake_query') return { ...named, kind, region: null, deliveredAt: null };
  const dated = datedTail.exec(tail)?.groups;
  const file = dated?.['file'] ?? '';
  const deliveredAt = parseMinute(timeInFile.exec(file)?.groups) ?? parseMinute(dated);
  if (dated === undefined || deliveredAt === null || !/\.json(?:\.gz)?$/.test(file)) return parseBareName(key);
  return { ...named, kind, region: dated['region'] ?? null, deliveredAt };
}

function parseBareName(key: string): DeliveryKey {
  const slash = key.lastIndexOf('/') + 1;
  const prefix = key.slice(0, slash);
  const groups = eventsFile.exec(key.slice(slash))?.groups;
  const deliveredAt = parseMinute(groups);
  if (groups === undefined || deliveredAt === null) {
    return { kind: 'unrelated', prefix, organizationId: null, accountId: null, region: null, deliveredAt: null };
  }
  const { account = null, region = null } = groups;
  return { kind: 'events', prefix, organizationId: null, accountId: account, region, deliveredAt };
}

/** Null when there is no such minute in the calendar. */
function parseMinute(groups: Readonly<Record<string, string | undefined>> | undefined): Date | null {
  if (groups === undefined) return null;
  const { year, month, day, hour = '00', minute = '00' } = groups;
  const text = `${year}-${month}-${day}T${hour}:${minute}:00.000Z`;
  const at = new Date(text);
  return !Number.isNaN(at.getTime()) && at.toISOString() === text ? at : null;
}

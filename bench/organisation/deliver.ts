import { organizationId } from './acme.ts';
import type { EventTruth, MadeEvent, RawRecord } from './event.ts';
import type { Random } from './random.ts';

/** One object as CloudTrail would have put it into the bucket. `body` replaces the records where the object is broken. */
export interface Delivery {
  readonly key: string;
  readonly batch: 'on_time' | 'late';
  readonly records: readonly RawRecord[];
  readonly truth: readonly EventTruth[];
  readonly body?: Uint8Array;
}

const lateDays = 4;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Puts events into deliveries by account, region and stretch of time, in no order inside.
 * **shape**: `hoursPerDelivery` keeps the number of objects reasonable; late events come four days after the rest.
 * `duplicateShare` of the deliveries come a second time through another trail.
 */
export function deliver(
  events: Iterable<MadeEvent>,
  options: { random: Random; hoursPerDelivery: number; duplicateShare: number },
): Delivery[] {
  const { random, hoursPerDelivery, duplicateShare } = options;
  const slots = new Map<string, MadeEvent[]>();
  for (const event of events) {
    const stretch = Math.floor(event.at.getTime() / (hoursPerDelivery * 3_600_000));
    const name = `${event.accountId} ${event.region} ${stretch} ${event.isLate === true ? 'late' : 'on_time'}`;
    const slot = slots.get(name);
    if (slot === undefined) slots.set(name, [event]);
    else slot.push(event);
  }
  return [...slots.values()].flatMap((slot) => {
    const delivery = createDelivery(slot, '', random);
    if (delivery === undefined) return [];
    if (!random.chance(duplicateShare)) return [delivery];
    const again = createDelivery(slot, 'audit/', random);
    return again === undefined ? [delivery] : [delivery, { ...again, truth: [] }];
  });
}

function createDelivery(slot: readonly MadeEvent[], prefix: string, random: Random): Delivery | undefined {
  const [first] = slot;
  if (first === undefined) return undefined;
  const lastMillis = Math.max(...slot.map((event) => event.at.getTime()));
  const isLate = first.isLate === true;
  const deliveredAt = new Date(lastMillis + (isLate ? lateDays * 86_400_000 : 6 * 60_000));
  const shuffled = slot.map((event) => ({ event, order: random.next() })).sort((a, b) => a.order - b.order);
  return {
    key: deliveryKey({ prefix, accountId: first.accountId, region: first.region, deliveredAt, random }),
    batch: isLate ? 'late' : 'on_time',
    records: shuffled.map(({ event }) => event.record),
    truth: slot.map((event) => event.truth),
  };
}

/** The key of an organisation trail's delivery. */
export function deliveryKey(options: {
  prefix: string;
  accountId: string;
  region: string;
  deliveredAt: Date;
  random: Random;
  kind?: string;
}): string {
  const { prefix, accountId, region, deliveredAt, random, kind = 'CloudTrail' } = options;
  const minute = new Date(Math.floor(deliveredAt.getTime() / 300_000) * 300_000).toISOString();
  const [day = '', time = ''] = minute.split('T');
  const stamp = `${day.replaceAll('-', '')}T${time.slice(0, 5).replace(':', '')}Z`;
  const name = kind === 'CloudTrail' ? `${random.text(16, alphabet)}` : `acme-trail_eu-central-1_${stamp}`;
  const file =
    kind === 'CloudTrail'
      ? `${accountId}_${kind}_${region}_${stamp}_${name}`
      : `${accountId}_${kind}_${region}_${name}`;
  return `${prefix}AWSLogs/${organizationId}/${accountId}/${kind}/${region}/${day.replaceAll('-', '/')}/${file}.json.gz`;
}

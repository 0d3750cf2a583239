import { type DeliveryKind, parseDeliveryKey } from './delivery-key.ts';

/** Which deliveries to read. Times are delivery times, UTC, end excluded; null or empty takes all. */
export interface DeliveryFilter {
  readonly sinceAt: Date | null;
  readonly untilAt: Date | null;
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
}

/** Takes every delivery. */
export const everyDelivery: DeliveryFilter = { sinceAt: null, untilAt: null, accounts: [], regions: [] };

/** Why an object is not read: what it is instead of a delivery, or that nobody asked for it. */
export type PassOverReason = DeliveryKind | 'outside_filter';

/**
 * Why the object of this key is not read, or null when it is.
 * **shape**: `readsAnyName` also takes an object of no known layout: it was named by hand.
 * **errors**: never throws.
 */
export function passOver(
  key: string,
  filter: DeliveryFilter,
  options: { readonly readsAnyName?: boolean } = {},
): PassOverReason | null {
  const delivery = parseDeliveryKey(key);
  const isTaken = options.readsAnyName === true && delivery.kind === 'unrelated';
  if (delivery.kind !== 'events' && !isTaken) return delivery.kind;
  const { accountId, region, deliveredAt } = delivery;
  const isOutside =
    (filter.accounts.length > 0 && (accountId === null || !filter.accounts.includes(accountId))) ||
    (filter.regions.length > 0 && (region === null || !filter.regions.includes(region))) ||
    (deliveredAt !== null && filter.sinceAt !== null && deliveredAt < filter.sinceAt) ||
    (deliveredAt !== null && filter.untilAt !== null && deliveredAt >= filter.untilAt);
  return isOutside ? 'outside_filter' : null;
}

import { groupBy } from '../../core/group-by.ts';
import { generateIncidents } from '../incidents/generate-incidents.ts';
import type { Delivery } from '../organisation/deliver.ts';
import { demoOptions, generateOrganisation } from '../organisation/generate-organisation.ts';
import { createRandom, type Random } from '../organisation/random.ts';
import { distinct } from './lists.ts';
import type { PolicyFileText } from './policy-words.ts';
import { type Fact, type Facts, type Grant, readFacts } from './read-facts.ts';
import type { PlantedFallback } from './recount-changes.ts';
import type { ListedKey } from './recount-keys.ts';

/** An organisation's trail with everything that a report is made from, and what is known of it beforehand. */
export interface Story {
  /** What comes on time, and what comes later. */
  readonly parts: readonly (readonly Delivery[])[];
  readonly facts: Facts;
  readonly policy: PolicyFileText;
  readonly credentialReports: readonly { readonly text: string; readonly givenAt: Date }[];
  readonly inventory: readonly ListedKey[];
  readonly fallbacks: readonly PlantedFallback[];
  /** Every finding that has to be open, as rule, severity and key; null where the story does not say. */
  readonly planted: readonly string[] | null;
  /** What lies in the bucket and cannot be read: records, rejects, skipped records and broken objects. */
  readonly odd: {
    readonly records: number;
    readonly rejects: number;
    readonly skipped: number;
    readonly broken: number;
  };
}

/** A few weeks of the made-up organisation, of whose records some are lost, with owners and exemptions. */
export function tellOrganisation(seed: number, endAt: Date): Story {
  const random = createRandom(seed + 1_000_000);
  const { deliveries, expectations } = generateOrganisation({
    ...demoOptions(endAt),
    seed,
    weeks: 9,
    scale: 0.25,
    lateShare: 0.1,
    missingShare: 0.05,
    duplicateShare: 0.1,
    hasRareSessions: true,
  });
  const kept = deliveries.map((one) => ({ ...one, records: one.records.filter(() => !random.chance(0.02)) }));
  const quietUser = expectations.exemptActor.replace('mail-relay', 'no_such%user');
  const exempt = (actor: string, reason: string, until: string) => ({
    rule: 'long_lived_key_activity',
    match: { actor },
    reason,
    owner: 'operations',
    until,
  });
  const policy: PolicyFileText = {
    expected: [...expectations.expected],
    principals: [
      ...expectations.principals,
      // The longest pattern decides, and this one names no owner.
      { principal: 'arn:aws:iam::*:user/ci/artifact-*', use: 'ci' },
      { principal: 'nightly?backup', use: 'service', owner: '=cmd|"<b>\u202e🔑' },
    ],
    exemptions: [
      exempt(expectations.exemptActor.replace('mail-relay', 'mail?relay'), 'the vendor cannot federate', '2027-01-31'),
      exempt('arn:aws:iam::*:user/people/*', 'was agreed for a while', '2026-11-01'),
      exempt(quietUser, 'covers nothing', '2027-02-28'),
    ],
  };
  const facts = readFacts(kept.flatMap(({ records }) => records));
  return {
    parts: [kept.filter(({ batch }) => batch === 'on_time'), kept.filter(({ batch }) => batch === 'late')],
    facts,
    policy,
    ...listKeys(facts, random),
    fallbacks: findFallback(facts),
    planted: null,
    // Null, a text, a record without a time; an insight; and an object that ends too early.
    odd: { records: 4, rejects: 3, skipped: 1, broken: 1 },
  };
}

/**
 * The runner that still carries its old key. Where its exchange was lost the key seems to call by itself, and where another
 * repository's job runs at the same address two jobs side by side prove nothing.
 */
function findFallback({ calls, grants }: Facts): PlantedFallback[] {
  const runner = '192.0.2.77';
  const repository = 'acme/tools';
  const opened = grants.filter(
    ({ fact, isWebIdentity, isRefused }) => fact.address === runner && isWebIdentity && !isRefused,
  );
  const isProven = ({ at }: Fact): boolean => {
    const age = ({ fact }: Grant) => Date.parse(at) - Date.parse(fact.at);
    const living = opened.filter((grant) => age(grant) >= 0 && age(grant) < 3_600_000);
    return living.length > 0 && living.every(({ job }) => job?.ci_repository === repository);
  };
  const keyCalls = calls.filter(({ address, event }) => address === runner && event.type === 'IAMUser');
  const keyId = keyCalls[0]?.event.keyId;
  return keyId && keyCalls.every(isProven) ? [{ keyId, repository, address: runner }] : [];
}

/** Six quiet weeks with every kind of incident in them. */
export function tellIncidents(seed: number, endAt: Date): Story {
  const { deliveries, policy, expected } = generateIncidents(seed, endAt);
  const facts = readFacts(deliveries.flatMap(({ records }) => records));
  return {
    parts: [deliveries.filter(({ batch }) => batch === 'on_time'), deliveries.filter(({ batch }) => batch === 'late')],
    facts,
    policy: policy as unknown as PolicyFileText,
    ...listKeys(facts, createRandom(seed + 2_000_000)),
    fallbacks: expected.flatMap(({ rule, key }) => {
      const [keyId = '', , repository = ''] = key.split(' ');
      return rule === 'shadowed_session' ? [{ keyId, repository, address: null }] : [];
    }),
    planted: expected.map(({ rule, severity, key }) => `${rule} ${severity} ${key}`),
    odd: { records: 0, rejects: 0, skipped: 0, broken: 0 },
  };
}

/** What IAM would say of the users of a trail, and of some that the trail has never seen: one credential report an account. */
function listKeys(facts: Facts, random: Random): Pick<Story, 'credentialReports' | 'inventory'> {
  const seen = distinct(facts.calls, ({ keyUser }) => keyUser);
  const unseen = ['a', 'b', 'c'].map((name) => `arn:aws:iam::333344445555:user/ci/unseen-${name}`);
  const times = facts.calls.map(({ at }) => at).sort();
  const used = (): string | null => (random.chance(0.3) ? null : random.pick(times));
  const rows = [...seen, ...unseen].map((user) => ({
    user,
    slots: [1, 2].map((slot) => ({
      user,
      slot,
      isActive: random.chance(slot === 1 ? 0.9 : 0.4),
      rotatedAt: random.chance(0.8) ? random.pick(times) : null,
      lastUsedAt: used(),
      lastUsedService: random.pick(['s3', 'ec2', null]),
    })),
  }));
  const accounts = groupBy(rows, ({ user }) => user.split(':')[4] ?? '');
  const credentialReports = [...accounts.values()].map((users, index) => ({
    text: [header, ...users.map(({ user, slots }) => [user, ...slots.flatMap(cells)].join(','))].join('\n'),
    givenAt: new Date(Date.UTC(2026, 10, 20 - index)),
  }));
  const inventory = rows.flatMap(({ slots }) => slots.filter(({ isActive }) => isActive));
  return { credentialReports, inventory: inventory.map(({ isActive: _, ...key }) => key) };
}

const names = ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'];
const header = ['arn', ...[1, 2].flatMap((slot) => names.map((name) => `access_key_${slot}_${name}`))].join(',');
/** IAM writes instants with an offset, and words where it knows nothing. */
const cells = (key: ListedKey & { readonly isActive: boolean }): string[] => [
  String(key.isActive),
  key.rotatedAt?.replace('Z', '+00:00') ?? 'N/A',
  key.lastUsedAt?.replace('Z', '+00:00') ?? 'N/A',
  'eu-central-1',
  key.lastUsedService ?? 'no_information',
];

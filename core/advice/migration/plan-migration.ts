import type { ObservedCall } from '../permissions/observed-call.ts';
import { type PermissionsAdvice, planPermissions } from '../permissions/plan-permissions.ts';
import type { PolicyValue } from '../policy-value.ts';
import type { AdviceWindow } from '../role.ts';
import {
  type CiProduct,
  findSignals,
  type KeySurroundings,
  looksLikePerson,
  orderProducts,
  type Signal,
  usesTerraform,
} from './ci-product.ts';
import { findCandidates, type RoleCandidate, type SharedAction } from './find-candidates.ts';
import { proposeTrust } from './propose-trust.ts';

/** A long-lived key by what the lake and the policy file say of it. */
export interface KeyProfile {
  readonly keyId: string;
  readonly principal: string | null;
  readonly use: string | null;
  readonly owner: string | null;
  readonly directCalls: number;
  readonly sessionCalls: number;
  readonly firstEventAt: string;
  readonly lastEventAt: string;
  readonly days: number;
  readonly quietDaysMax: number;
}

/** Sessions that a key asked for. */
export interface KeySessions {
  readonly exchangeKind: string;
  readonly roleArn: string | null;
  readonly sessionName: string | null;
  readonly sessions: number;
  readonly refused: number;
}

/** Where a key worked. */
export interface WorkPlace {
  readonly accountId: string;
  readonly regions: readonly string[];
  readonly services: readonly string[];
  readonly calls: number;
}

/**
 * How to get rid of a key.
 * **shape**: `role` is the federated role that already does the work, null where none does enough of it; `proposed` is the
 * role to make then. Its permissions are those of the calls made as the user: what was done in other roles stays with them.
 */
export interface MigrationAdvice extends AdviceWindow {
  readonly profile: KeyProfile;
  readonly signals: readonly Signal[];
  readonly isPerson: boolean;
  readonly products: readonly CiProduct[];
  /** Whether a signal points to the first of the products. */
  readonly isProductLikely: boolean;
  readonly runsTerraform: boolean;
  readonly places: readonly WorkPlace[];
  readonly sessions: readonly KeySessions[];
  readonly candidates: readonly RoleCandidate[];
  readonly role: RoleCandidate | null;
  readonly proposed: ProposedRole | null;
  readonly userName: string | null;
  readonly region: string | null;
  readonly waitDays: number;
  readonly isCut: boolean;
}

/** A role to make. `trust` is written for the likely product; the others' are in `trusts`. */
export interface ProposedRole {
  readonly name: string;
  readonly accountId: string;
  readonly partition: string;
  readonly trusts: Readonly<Record<CiProduct, PolicyValue>>;
  readonly permissions: PermissionsAdvice;
}

/** Part of a key's work that a role must do to take over as it is. */
const shareEnough = 0.8;
/** Days to wait between deactivating a key and deleting it: what runs once a week has run twice. */
const waitDaysMin = 14;
const waitDaysMax = 90;

const userArn = /^arn:(aws[a-z-]*):iam::(\d{12}):user\/(?:.*\/)?([^/]+)$/;

/** Plans how a key is replaced and removed. **errors**: never throws, whatever the texts. */
export function planMigration(
  facts: AdviceWindow & {
    readonly profile: KeyProfile;
    readonly surroundings: KeySurroundings;
    readonly calls: readonly ObservedCall[];
    readonly sessions: readonly KeySessions[];
    readonly shared: readonly SharedAction[];
    readonly isCut: boolean;
  },
): MigrationAdvice {
  const { profile, surroundings, calls, sessions, shared, isCut } = facts;
  const signals = findSignals(surroundings);
  const runsTerraform = usesTerraform(surroundings);
  const candidates = findCandidates(calls, shared);
  const products = orderProducts(signals, runsTerraform);
  const [best] = candidates;
  const role = best !== undefined && best.covered / best.total >= shareEnough ? best : null;
  const [, partition = 'aws', accountId, userName = null] = userArn.exec(profile.principal ?? '') ?? [];
  return {
    lakeStartsAt: facts.lakeStartsAt,
    windowStartAt: facts.windowStartAt,
    windowEndAt: facts.windowEndAt,
    profile,
    signals,
    isPerson: looksLikePerson(signals, profile.use),
    products,
    isProductLikely: signals.some(({ points }) => points === products[0]),
    runsTerraform,
    places: findPlaces(calls),
    sessions,
    candidates,
    role,
    proposed: role === null && accountId !== undefined ? propose({ accountId, partition, userName }, calls) : null,
    userName,
    region: mostUsedRegion(calls),
    waitDays: Math.min(waitDaysMax, Math.max(waitDaysMin, 2 * profile.quietDaysMax)),
    isCut,
  };
}

function propose(
  place: { readonly accountId: string; readonly partition: string; readonly userName: string | null },
  calls: readonly ObservedCall[],
): ProposedRole {
  const { accountId, partition, userName } = place;
  const name = `${(userName ?? 'ci').replace(/[^\w+=,.@-]+/g, '-').slice(0, 58)}-oidc`;
  const permissions = planPermissions(
    calls.filter((call) => call.role_arn === null),
    { partition },
  );
  const trust = (product: CiProduct): PolicyValue => proposeTrust(product, { accountId, partition });
  const trusts = { github_actions: trust('github_actions'), gitlab: trust('gitlab'), atlantis: trust('atlantis') };
  return { name, accountId, partition, trusts, permissions };
}

function findPlaces(calls: readonly ObservedCall[]): WorkPlace[] {
  const accounts = new Map<string, ObservedCall[]>();
  for (const call of calls) {
    const account = call.account_id ?? 'unknown';
    accounts.set(account, [...(accounts.get(account) ?? []), call]);
  }
  const distinct = (texts: readonly (string | null)[]): string[] =>
    [...new Set(texts.filter((text) => text !== null))].sort();
  return [...accounts]
    .map(([accountId, own]) => ({
      accountId,
      regions: distinct(own.map((call) => call.aws_region)),
      services: distinct(own.map((call) => call.event_source?.split('.')[0] ?? null)),
      calls: own.reduce((sum, call) => sum + call.calls, 0),
    }))
    .sort((left, right) => right.calls - left.calls);
}

function mostUsedRegion(calls: readonly ObservedCall[]): string | null {
  const counts = new Map<string, number>();
  for (const { aws_region: region, calls: count } of calls) {
    if (region !== null && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
      counts.set(region, (counts.get(region) ?? 0) + count);
  }
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0] ?? null;
}

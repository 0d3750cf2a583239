import { groupBy } from '../../core/group-by.ts';
import { dayPlus } from './days.ts';
import { distinct, greatest, least, listed, ordered } from './lists.ts';
import { ownerOfUser, type PolicyFileText } from './policy-words.ts';
import type { Fact, Facts, Grant } from './read-facts.ts';
import { isIn, type Span } from './recount-weeks.ts';

/** An active key as the credential report that was made for the test says it. */
export interface ListedKey {
  readonly user: string;
  readonly slot: number;
  readonly rotatedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedService: string | null;
}

/** What the recount goes by beside the facts. */
export interface KeyGrounds {
  readonly policy: PolicyFileText;
  readonly inventory: readonly ListedKey[];
  readonly readyAfterDays: number;
}

const actionOf = ({ event }: Fact): string => `${event.source} ${event.name}`;

function ciProductOf(calls: readonly Fact[]): string | null {
  const some = (is: (agent: string, session: string) => boolean): boolean =>
    calls.some(({ event, sessionName }) => is(event.userAgent ?? '', sessionName ?? ''));
  const github = ['configure-aws-credentials-for-github-actions', 'exec-env/GitHubActions'];
  if (some((agent, session) => github.some((sign) => agent.includes(sign)) || session === 'GitHubActions'))
    return 'GitHub Actions';
  if (some((_, session) => session.startsWith('GitLabRunner-'))) return 'GitLab';
  if (some((_, session) => session.startsWith('buildkite-job-'))) return 'Buildkite';
  if (some((_, session) => session.startsWith('terraform-run-run-'))) return 'HCP Terraform';
  return some((agent) => agent.includes('Terraform/')) ? 'Terraform' : null;
}

/** The role of federated sessions that does the most of what a key does, null when it is less than half. */
function counterpartOf(keyCalls: readonly Fact[], federated: readonly Fact[], grants: readonly Grant[]) {
  const actions = new Set(
    keyCalls.filter(({ event }) => event.source !== 'sts.amazonaws.com' && !event.isRefused).map(actionOf),
  );
  const roles = [...groupBy(federated, ({ roleArn }) => roleArn)].flatMap(([roleArn, calls]) => {
    const shared = calls.filter((call) => actions.has(actionOf(call)));
    const takers = grants.filter((grant) => grant.roleArn === roleArn);
    const repositories = distinct(takers, ({ job, fact }) => (job ?? fact.job)?.ci_repository ?? null);
    const overlap = new Set(shared.map(actionOf)).size / actions.size;
    const repository = repositories.length === 1 ? (repositories[0] ?? null) : null;
    return roleArn === null ? [] : [{ roleArn, repository, overlap }];
  });
  const [best] = ordered(roles, (role) => [role.overlap, role.roleArn]);
  return best !== undefined && best.overlap >= 0.5 ? best : null;
}

/** Every key of the window with all that the report says of it, in its order, and when it was used around the week. */
export function recountKeys({ calls, grants }: Facts, span: Span, grounds: KeyGrounds) {
  const mine = calls.filter((call) => isIn(call, span.start, span.end));
  const federated = mine.filter(
    ({ origin, event }) => origin.originKind === 'web_identity' && (origin.chainDepth ?? 0) > 0 && !event.isRefused,
  );
  const taken = grants.filter(
    ({ fact, isRefused }) =>
      !isRefused && fact.origin.originKind === 'web_identity' && isIn(fact, span.start, span.end),
  );
  const byKey = groupBy(
    mine.filter(({ origin }) => origin.originKeyId !== null),
    ({ origin }) => origin.originKeyId ?? '',
  );
  const keys = [...byKey].map(([keyId, used]) => {
    const principal = greatest(distinct(used, ({ keyUser }) => keyUser));
    const times = used.map(({ at }) => at).sort();
    const lastEventAt = times.at(-1) ?? '';
    const weekCalls = used.filter(({ day }) => day >= span.week).length;
    const quiet = dayPlus(span.end, -grounds.readyAfterDays);
    const inventoryUsedAt = greatest(
      grounds.inventory.flatMap((key) => (key.user === principal && key.lastUsedAt !== null ? [key.lastUsedAt] : [])),
    );
    const isReady = lastEventAt.slice(0, 10) < quiet && (inventoryUsedAt === null || inventoryUsedAt < quiet);
    return {
      keyId,
      principal,
      ...ownerOfUser(grounds.policy, principal),
      state: weekCalls > 0 ? 'in_use' : isReady ? 'ready' : 'quiet',
      directCalls: used.filter(({ origin }) => origin.chainDepth === 0).length,
      sessionCalls: used.filter(({ origin }) => (origin.chainDepth ?? 0) > 0).length,
      weekCalls,
      roles: listed(used, 4, ({ roleArn }) => roleArn),
      services: listed(used, 8, ({ event }) => event.source?.split('.')[0] ?? null),
      actions: listed(used, 8, ({ event }) => event.name),
      addresses: listed(used, 4, ({ address }) => address),
      agent: greatest(used.filter(({ at }) => at === lastEventAt).flatMap(({ event }) => event.userAgent ?? [])),
      ciProduct: ciProductOf(used),
      counterpart: counterpartOf(used, federated, taken),
      inventoryUsedAt,
      firstEventAt: times[0] ?? '',
      lastEventAt,
    };
  });
  const upsideDown = (text: string) => -Date.parse(text);
  const order = ordered(keys, (key) => [key.weekCalls, -upsideDown(key.lastEventAt), key.keyId]);
  const history = order.map(({ keyId, principal, owner }) => {
    const times = (byKey.get(keyId) ?? []).map(({ at }) => at);
    return {
      keyId,
      principal,
      owner,
      before: greatest(times.filter((at) => at < span.week)),
      first: least(times.filter((at) => at >= span.week)),
    };
  });
  return { keys: order, history };
}

/** The inventory of the report: active keys that nobody has used for long, as far as AWS or the trail can tell. */
export function recountInventory({ calls }: Facts, span: Span, grounds: KeyGrounds) {
  const { inventory, readyAfterDays } = grounds;
  const quiet = dayPlus(span.end, -readyAfterDays);
  const isRecent = (at: string | null): boolean => at !== null && at.slice(0, 10) >= quiet;
  const dormant = inventory.filter((key) => {
    const uses = calls.filter((call) => call.keyUser === key.user && isIn(call, span.start, span.end));
    const twin = inventory.find(({ user, slot }) => user === key.user && slot !== key.slot);
    const keyIds = distinct(uses, ({ origin }) => origin.originKeyId).length;
    // What the trail saw of a user with two keys is the one that AWS saw last, unless it saw both.
    const isTwins = twin !== undefined && keyIds < 2 && (twin.lastUsedAt ?? '') > (key.lastUsedAt ?? '');
    const seenAt = isTwins ? null : greatest(uses.map(({ at }) => at));
    return !isRecent(key.lastUsedAt) && !isRecent(seenAt);
  });
  return {
    users: distinct(inventory, ({ user }) => user).length,
    activeKeys: inventory.length,
    dormant: ordered(dormant, (key) => [key.user, -key.slot]),
  };
}

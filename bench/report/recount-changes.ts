import { groupBy } from '../../core/group-by.ts';
import { text } from '../organisation/oracle/read-event.ts';
import { distinct, greatest, least, ordered } from './lists.ts';
import { fits, ownerOfUser, type PolicyFileText } from './policy-words.ts';
import type { Fact, Facts } from './read-facts.ts';
import type { recountKeys } from './recount-keys.ts';
import { isIn, type Span } from './recount-weeks.ts';

/** A repository that has OIDC and used a key beside it, because the story says so. `address`: the runner, null for any. */
export interface PlantedFallback {
  readonly keyId: string;
  readonly repository: string;
  readonly address: string | null;
}

const dayMillis = 86_400_000;

const keyOf = ({ request, response }: Fact): string | null =>
  text(request, 'accessKeyId') ?? text(response, 'accessKey', 'accessKeyId');

/** Keys that were made, or made active again, in the reported week. */
function recountCreated({ calls }: Facts, span: Span) {
  const made = calls.filter(({ event, request }) => {
    const isActivated = event.name === 'UpdateAccessKey' && text(request, 'status')?.toLowerCase() === 'active';
    return (
      !event.isRefused && event.source === 'iam.amazonaws.com' && (event.name === 'CreateAccessKey' || isActivated)
    );
  });
  const byKey = groupBy(
    made.filter((call) => keyOf(call) !== null && isIn(call, span.week, span.end)),
    keyOf,
  );
  return [...byKey].map(([keyId, events]) => ({
    keyId: keyId ?? '',
    user: greatest(
      distinct(events, ({ request, response }) => text(request, 'userName') ?? text(response, 'accessKey', 'userName')),
    ),
    by: greatest(distinct(events, ({ keyUser, origin, event }) => keyUser ?? origin.originSubject ?? event.arn)),
    at: least(events.map(({ at }) => at)) ?? '',
  }));
}

/** Everything that went the wrong way in the week. `knowsBefore`: there are two weeks before it at least. */
export function recountRegressions(
  facts: Facts,
  span: Span,
  grounds: {
    readonly history: ReturnType<typeof recountKeys>['history'];
    readonly fallbacks: readonly PlantedFallback[];
    readonly knowsBefore: boolean;
    readonly readyAfterDays: number;
    readonly policy: PolicyFileText;
  },
) {
  const created = recountCreated(facts, span).map(({ keyId, user, by, at }) => {
    const used = grounds.history.find((key) => key.keyId === keyId);
    const detail = `created${by === null ? '' : ` by ${by}`}${(used?.first ?? null) === null ? ', not used yet' : ''}`;
    const principal = used?.principal ?? user;
    return { kind: 'key_new', name: keyId, principal, owner: used?.owner ?? null, detail, at };
  });
  const others = grounds.history.filter(({ keyId }) => !created.some(({ name }) => name === keyId));
  const used = others.flatMap(({ keyId, principal, owner, before, first }) => {
    if (first === null) return [];
    const row = { name: keyId, principal, owner, at: first };
    if (before === null) return grounds.knowsBefore ? [{ ...row, kind: 'key_new', detail: 'not seen before' }] : [];
    const days = Math.floor((Date.parse(first) - Date.parse(before)) / dayMillis);
    return days >= grounds.readyAfterDays ? [{ ...row, kind: 'key_back', detail: `quiet for ${days} days` }] : [];
  });
  const fallen = grounds.fallbacks.flatMap(({ keyId, repository, address }) => {
    const calls = facts.calls.filter(
      (call) => call.event.keyId === keyId && (address === null || call.address === address),
    );
    const at = greatest(calls.map((call) => call.at));
    if (at === null || !isIn({ day: at.slice(0, 10) }, span.week, span.end)) return [];
    const { owner } = ownerOfUser(grounds.policy, calls[0]?.keyUser ?? null);
    const detail = `used ${keyId} beside its OIDC session`;
    return [{ kind: 'repository_fell_back', name: repository, principal: null, owner, detail, at }];
  });
  return ordered([...created, ...used, ...fallen], (row) => [Date.parse(row.at), row.kind, row.name]);
}

/** Exemptions with the keys in use that each of them covers; those of the stories are all about keys of users. */
export function recountExemptions(
  facts: Facts,
  policy: PolicyFileText,
  now: { readonly asOf: string; openFrom: string },
) {
  const lastUse = new Map<string, Fact>();
  for (const call of facts.calls) {
    const key = call.origin.originKeyId;
    if (key !== null && call.at > (lastUse.get(key)?.at ?? '')) lastUse.set(key, call);
  }
  const rows = policy.exemptions.map(({ rule, match, reason, owner, until }) => {
    const actor = String(match['actor']);
    const isValid = now.asOf.slice(0, 10) <= until;
    const covered = [...lastUse.values()].filter(({ at, keyUser }) => at >= now.openFrom && fits(actor, keyUser));
    return { rule, match: actor, reason, owner, until, findings: isValid ? covered.length : 0 };
  });
  return ordered(rows, (row) => [row.until, row.rule, row.owner, row.reason]);
}

import { neededActions } from '../permissions/iam-actions.ts';
import type { ObservedCall } from '../permissions/observed-call.ts';

/** An action of the key that a federated role does as well. */
export interface SharedAction {
  readonly role_arn: string;
  readonly account_id: string | null;
  readonly event_source: string | null;
  readonly event_name: string;
  readonly calls: number;
  readonly ci_platform: string | null;
  readonly ci_repository: string | null;
}

/**
 * A role that web identities take and that does part of the key's work.
 * **shape**: `covered` of `total` actions, counted by account, in so many `calls`; `missing` names the others. `takenBy` are
 * repositories or platforms.
 */
export interface RoleCandidate {
  readonly roleArn: string;
  readonly covered: number;
  readonly total: number;
  readonly calls: number;
  readonly missing: readonly string[];
  readonly takenBy: readonly string[];
}

/** Candidates that are worth reading. */
const candidatesMax = 3;
/** Part of the work below which a role does something else. */
const shareMin = 0.5;

/** Roles that do at least half of what the key does: the largest overlap first, of equal ones the busiest. */
export function findCandidates(calls: readonly ObservedCall[], shared: readonly SharedAction[]): RoleCandidate[] {
  const wanted = new Set(calls.filter((call) => call.calls > call.denied).flatMap((call) => workOf(call)));
  const byRole = new Map<string, { done: Set<string>; takenBy: Set<string>; calls: number }>();
  for (const action of shared) {
    const role = byRole.get(action.role_arn) ?? { done: new Set(), takenBy: new Set(), calls: 0 };
    for (const work of workOf({ ...action, event_type: 'AwsApiCall' })) if (wanted.has(work)) role.done.add(work);
    role.takenBy.add(action.ci_repository ?? action.ci_platform ?? 'unknown');
    role.calls += action.calls;
    byRole.set(action.role_arn, role);
  }
  return [...byRole]
    .map(([roleArn, { done, takenBy, calls: count }]) => ({
      roleArn,
      covered: done.size,
      total: wanted.size,
      calls: count,
      missing: [...wanted].filter((work) => !done.has(work)).sort(),
      takenBy: [...takenBy].sort(),
    }))
    .filter(({ covered, total }) => total > 0 && covered / total >= shareMin)
    .sort(
      (left, right) =>
        right.covered - left.covered || right.calls - left.calls || (left.roleArn < right.roleArn ? -1 : 1),
    )
    .slice(0, candidatesMax);
}

/** What a call does, by account. Getting a session is the way to the work and not the work. */
function workOf(call: {
  readonly event_source: string | null;
  readonly event_name: string;
  readonly event_type: string | null;
  readonly account_id: string | null;
}): string[] {
  if (call.event_source === 'sts.amazonaws.com') return [];
  const { actions } = neededActions({
    eventSource: call.event_source,
    eventName: call.event_name,
    eventType: call.event_type,
  });
  return (actions ?? []).map((action) => `${call.account_id ?? 'unknown'} ${action}`);
}

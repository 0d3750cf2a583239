import { type PolicyValue, policyCharacters } from '../policy-value.ts';
import { neededActions } from './iam-actions.ts';
import { nameResources } from './name-resources.ts';
import type { ObservedCall } from './observed-call.ts';
import { passRoleGrants } from './pass-role.ts';
import { type Grant, splitPolicies } from './split-policies.ts';

/** Resources of one action that are listed one by one; more of them become what they have in common. */
const resourcesMax = 30;

/** An action that was used: how often, and on what. `resources` is null where the trail does not name them all. */
export interface UsedAction {
  readonly action: string;
  readonly calls: number;
  readonly resources: readonly string[] | null;
  readonly isShortened: boolean;
}

/** Calls that are not in the policy, with why. */
export interface LeftOutCall {
  readonly call: string;
  readonly calls: number;
  readonly reason: string;
}

/**
 * A least-privilege policy and what there is to say of it.
 * **shape**: `policies` is empty where nothing was allowed. `denied` are actions refused for want of a permission, of which
 * those that also worked are in the policy too.
 */
export interface PermissionsAdvice {
  readonly policies: readonly PolicyValue[];
  readonly characters: readonly number[];
  readonly used: readonly UsedAction[];
  readonly denied: readonly { readonly action: string; readonly calls: number; readonly alsoWorked: boolean }[];
  readonly leftOut: readonly LeftOutCall[];
  readonly passedRoles: readonly string[];
}

/**
 * Plans the permissions that observed calls needed.
 * **shape**: a call that failed for another reason than a missing permission was allowed, and so counts as used.
 * **errors**: never throws, whatever the texts.
 */
export function planPermissions(
  calls: readonly ObservedCall[],
  { partition }: { readonly partition: string },
): PermissionsAdvice {
  const { used, denied, leftOut } = tallyCalls(calls, partition);
  const actions = [...used].map(([action, { calls: count, resources }]): UsedAction => {
    const sorted = resources === null ? null : [...resources].sort();
    const short = sorted === null ? null : shortenResources(sorted);
    return {
      action,
      calls: count,
      resources: short,
      isShortened: short !== null && short.length < (sorted?.length ?? 0),
    };
  });
  actions.sort((left, right) => (left.action < right.action ? -1 : 1));
  const passing = passRoleGrants(calls);
  const policies = splitPolicies([...groupActions(actions), ...passing]);
  return {
    policies,
    characters: policies.map(policyCharacters),
    used: actions,
    denied: [...denied]
      .map(([action, count]) => ({ action, calls: count, alsoWorked: used.has(action) }))
      .sort((left, right) => (left.action < right.action ? -1 : 1)),
    leftOut: [...leftOut.values()].sort((left, right) => (left.call < right.call ? -1 : 1)),
    passedRoles: [...new Set(passing.flatMap(({ resources }) => resources))].sort(),
  };
}

interface Tally {
  readonly used: ReadonlyMap<string, { readonly calls: number; readonly resources: ReadonlySet<string> | null }>;
  readonly denied: ReadonlyMap<string, number>;
  readonly leftOut: ReadonlyMap<string, LeftOutCall>;
}

function tallyCalls(calls: readonly ObservedCall[], partition: string): Tally {
  const used = new Map<string, { calls: number; resources: Set<string> | null }>();
  const denied = new Map<string, number>();
  const leftOut = new Map<string, LeftOutCall>();
  for (const call of calls) {
    const needed = neededActions({
      eventSource: call.event_source,
      eventName: call.event_name,
      eventType: call.event_type,
    });
    if (needed.actions === null) {
      const name = `${call.event_source ?? 'unknown service'} ${call.event_name}`;
      const before = leftOut.get(name);
      leftOut.set(name, { call: name, calls: (before?.calls ?? 0) + call.calls, reason: needed.leftOut });
      continue;
    }
    for (const action of needed.actions) {
      if (call.denied > 0) denied.set(action, (denied.get(action) ?? 0) + call.denied);
      const worked = call.calls - call.denied;
      if (worked <= 0) continue;
      const before = used.get(action) ?? { calls: 0, resources: new Set<string>() };
      const named = call.variants > call.listed ? null : nameResources(call, { action, partition });
      if (named === null) before.resources = null;
      for (const resource of named ?? []) before.resources?.add(resource);
      before.calls += worked;
      used.set(action, before);
    }
  }
  return { used, denied, leftOut };
}

/** Actions of one service on the same resources share a statement. */
function groupActions(used: readonly UsedAction[]): Grant[] {
  const groups = new Map<string, { service: string; actions: string[]; resources: readonly string[] }>();
  for (const { action, resources } of used) {
    const service = action.split(':')[0] ?? '';
    const key = JSON.stringify([service, resources]);
    const group = groups.get(key) ?? { service, actions: [], resources: resources ?? ['*'] };
    group.actions.push(action);
    groups.set(key, group);
  }
  const counts = new Map<string, number>();
  return [...groups.values()].map(({ service, actions, resources }) => {
    const count = (counts.get(service) ?? 0) + 1;
    counts.set(service, count);
    return { sid: sidOf(service, count), actions, resources, condition: null };
  });
}

/** Ids of statements are letters and digits. */
function sidOf(service: string, count: number): string {
  const words = service.split(/[^A-Za-z0-9]+/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join('')}${count === 1 ? '' : count}`;
}

/** More resources than anybody would read become one pattern for each service, region, account and kind. */
function shortenResources(resources: readonly string[]): string[] {
  if (resources.length <= resourcesMax) return [...resources];
  const kinds = new Map<string, string[]>();
  for (const resource of resources) {
    const kind = /^(?:[^:]*:){5}[^/:]*/.exec(resource)?.[0] ?? resource;
    // Buckets have neither region nor account nor kind: what they have in common is looked for among all of them.
    const key = resource.includes(':s3:::') ? 'arn:s3' : kind;
    kinds.set(key, [...(kinds.get(key) ?? []), resource]);
  }
  return [...kinds.values()].map((members) => (members.length === 1 ? (members[0] ?? '') : `${commonStart(members)}*`));
}

/** What texts begin with, cut before an escape that it would leave open. */
function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length).replace(/\$(?:\{[^}]{0,2})?$/, '');
}

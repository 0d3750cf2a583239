import {
  type JsonObject,
  managedPolicyCharactersMax,
  type PolicyValue,
  policyCharacters,
  policyVersion,
} from '../policy-value.ts';

/** A statement that allows actions on resources, before it is cut to fit. */
export interface Grant {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly condition: JsonObject | null;
}

const documentOf = (grants: readonly Grant[]): PolicyValue => ({
  Version: policyVersion,
  Statement: grants.map(({ sid, actions, resources, condition }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: actions.length === 1 ? (actions[0] ?? '') : actions,
    Resource: resources.length === 1 ? (resources[0] ?? '') : resources,
    ...(condition === null ? {} : { Condition: condition }),
  })),
});

const fits = (grants: readonly Grant[]): boolean => policyCharacters(documentOf(grants)) <= managedPolicyCharactersMax;

/**
 * Policy documents that hold all grants, each within what IAM takes as one managed policy.
 * **shape**: grants stay in order; one that is too large for a policy of its own is cut into several. No grant gives no policy.
 */
export function splitPolicies(grants: readonly Grant[]): PolicyValue[] {
  const documents: Grant[][] = [];
  for (const grant of grants.flatMap((one) => cutGrant(one))) {
    const last = documents.at(-1);
    if (last !== undefined && fits([...last, grant])) last.push(grant);
    else documents.push([grant]);
  }
  return documents.map(documentOf);
}

/** Halves of the longer list, until each fits. One action on one resource always does: both are bounded. */
function cutGrant(grant: Grant, depth = 0): Grant[] {
  const { actions, resources } = grant;
  if (fits([grant]) || (actions.length <= 1 && resources.length <= 1)) return [grant];
  const isByActions = actions.length >= resources.length;
  const list = isByActions ? actions : resources;
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)].flatMap((half, index) =>
    cutGrant(
      { ...grant, sid: `${grant.sid}${'ab'[index]}`, ...(isByActions ? { actions: half } : { resources: half }) },
      depth + 1,
    ),
  );
}

import { coversAction, type PolicyStatement } from './policy-document.ts';
import { matchesPolicyText } from './policy-text.ts';

/**
 * Whether permissions policies allow an action on a resource, conditions taken as met.
 * **shape**: statements of all policies together; one Deny refuses. A resource of null is one that the trail does not name:
 * only a statement for every resource allows it.
 * **source**: IAM user guide, policy evaluation logic (read 2026-11)
 */
export function allowsCall(statements: readonly PolicyStatement[], action: string, resource: string | null): boolean {
  const covers = (one: PolicyStatement): boolean =>
    coversAction(one, action) &&
    (one.resources.includes('*') ||
      (resource !== null && one.resources.some((value) => matchesPolicyText(value, resource, 'like') === true)));
  const relevant = statements.filter(covers);
  return relevant.some(({ effect }) => effect === 'Allow') && !relevant.some(({ effect }) => effect === 'Deny');
}

import type { Finding } from '../findings/finding.ts';
import { isAtLeast } from '../findings/severity.ts';
import { matchesStringLike } from '../origin/string-like.ts';
import type { NotifySettings, OneOrMany } from '../policy/policy-schema.ts';

/** The channel of a notifier that has only one, and of which the policy need not speak. */
export const onlyChannel = 'default';

/**
 * The channel that hears of a finding: that of the first route that fits, null where none does.
 * **shape**: without any routes all goes to `onlyChannel`.
 */
export function findRoute(finding: Finding, routes: NotifySettings['routes']): string | null {
  if (routes.length === 0) return onlyChannel;
  const fitting = routes.find(
    (route) =>
      (route.severity === undefined || isAtLeast(finding.severity, route.severity)) &&
      (route.rules === undefined || route.rules.includes(finding.rule)) &&
      admits(route.owners, finding.owner) &&
      admits(route.accounts, finding.account_id),
  );
  return fitting?.channel ?? null;
}

const admits = (wanted: OneOrMany | undefined, found: string | null): boolean =>
  wanted === undefined || (found !== null && [wanted].flat().some((pattern) => matchesStringLike(pattern, found)));

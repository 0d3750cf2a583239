import type { DetectedFinding } from '../findings/finding.ts';
import { matchesStringLike } from '../origin/string-like.ts';
import { endOfDay } from './plan-policy-rows.ts';
import type { Exemption, OneOrMany, Policy } from './policy-schema.ts';

/**
 * The policy's word on findings at one moment.
 * **shape**: the result gives the text of the first exemption that covers a finding and has not ended at `asOf`, or null.
 * `key_id` is compared with the finding's key and resource, of which one is the key id where a finding is about a key.
 */
export function createExemptionLookup(policy: Policy, asOf: Date): (finding: DetectedFinding) => string | null {
  const valid = policy.exemptions.filter((exemption) => asOf < endOfDay(exemption.until));
  return (finding) => {
    const found = valid.find((exemption) => covers(exemption, finding));
    return found === undefined ? null : `${found.reason} (${found.owner}, until ${found.until})`;
  };
}

function covers({ rule, match }: Exemption, finding: DetectedFinding): boolean {
  return (
    rule === finding.rule &&
    admits(match.key_id, [finding.finding_key, finding.resource]) &&
    admits(match.actor, [finding.actor]) &&
    admits(match.account, [finding.account_id]) &&
    admits(match.resource, [finding.resource])
  );
}

/** What is not asked for is met; what is asked for is not met by a missing value. */
function admits(wanted: OneOrMany | undefined, found: readonly (string | null)[]): boolean {
  if (wanted === undefined) return true;
  const patterns = typeof wanted === 'string' ? [wanted] : wanted;
  return patterns.some((pattern) => found.some((text) => text !== null && matchesStringLike(pattern, text)));
}

import { stringify } from 'yaml';
import type { Organisation } from './generate-organisation.ts';

/** The invented organisation's policy file. Its exemption ends two months after the story. */
export function policyText({ expectations }: Organisation, endAt: Date): string {
  const until = new Date(endAt.getTime() + 60 * 86_400_000).toISOString().slice(0, 10);
  const { expected, principals, exemptActor } = expectations;
  const reason = 'the mail relay cannot federate before its move to the new platform';
  return `# What the invented organisation expects.\n${stringify({
    version: 1,
    expected,
    principals,
    exemptions: [
      { rule: 'long_lived_key_activity', match: { actor: exemptActor }, reason, owner: 'operations', until },
    ],
  })}`;
}

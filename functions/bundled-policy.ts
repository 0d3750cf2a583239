import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type IssuerFamilies, normaliseIssuer } from '../core/origin/issuer.ts';
import { issuerFamilyNames } from '../core/origin/issuer-families.ts';

const issuersOnly = z.object({
  issuers: z.array(z.object({ issuer: z.string(), family: z.enum(issuerFamilyNames) })),
});

/** The text of the policy that was packed beside the function: the policy file, checked before it was packed. */
export const readBundledPolicy = (folder: string = import.meta.dirname): unknown =>
  JSON.parse(readFileSync(join(folder, 'policy.json'), 'utf8'));

/** The issuers of the organisation's own, which is all that reading deliveries needs of the policy. */
export const readBundledIssuers = (folder?: string): IssuerFamilies =>
  new Map(
    issuersOnly
      .parse(readBundledPolicy(folder))
      .issuers.map(({ issuer, family }) => [normaliseIssuer(issuer), family] as const),
  );

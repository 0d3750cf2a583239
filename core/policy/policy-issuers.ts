import { type IssuerFamilies, normaliseIssuer } from '../origin/issuer.ts';
import type { Policy } from './policy-schema.ts';

/** The grammar family of each issuer that the policy maps, by the issuer as IAM names it. */
export const issuerFamilies = (policy: Policy): IssuerFamilies =>
  new Map(policy.issuers.map(({ issuer, family }) => [normaliseIssuer(issuer), family]));

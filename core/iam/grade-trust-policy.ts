import type { Severity } from '../findings/severity.ts';
import { normaliseIssuer } from '../origin/issuer.ts';
import { exchangeAction } from './evaluate-trust.ts';
import { judgeClaims } from './judge-claims.ts';
import { coversAction, type PolicyPrincipal, type PolicyStatement } from './policy-document.ts';
import { tenancyClaims } from './tenancy-claims.ts';

/** What is wrong with one statement for one issuer. `detail` may hold text of the policy: untrusted. */
export interface TrustWeakness {
  readonly code: TrustWeaknessCode;
  readonly severity: Severity;
  readonly issuer: string | null;
  readonly statement: string;
  readonly detail: string;
}

/**
 * `no_…`: nothing is asked of the claim. `open_…`: a pattern admits more than it names. `…_may_be_absent`: `ForAllValues` or
 * `IfExists` also holds where the token has no such claim. `any_provider`: the statement names no provider at all.
 */
export const trustWeaknessCodes = [
  'any_provider',
  'no_subject',
  'open_subject',
  'subject_may_be_absent',
  'no_audience',
  'open_audience',
  'audience_may_be_absent',
] as const;
export type TrustWeaknessCode = (typeof trustWeaknessCodes)[number];

/** Whose web-identity tokens a trust policy takes, and what it forgets to ask of them. */
export interface TrustGrade {
  readonly issuers: readonly string[];
  readonly weaknesses: readonly TrustWeakness[];
}

/**
 * Grades a role's trust policy for web identities, statement by statement: statements are a union, so that the weakest one
 * counts.
 * **shape**: conditions of a statement are all needed, so that the strictest on a claim decides; a `Deny` that only asks for
 * the opposite of a pattern narrows every statement beside it.
 * **errors**: never throws.
 * **source**: IAM user guide, policy evaluation logic, and OIDC federation (read 2026-11)
 */
export function gradeTrustPolicy(statements: readonly PolicyStatement[]): TrustGrade {
  const relevant = statements.filter((one) => coversAction(one, exchangeAction));
  const denials = relevant.filter((one) => one.effect === 'Deny');
  const issuers = new Set<string>();
  const weaknesses: TrustWeakness[] = [];
  for (const one of relevant.filter(({ effect }) => effect === 'Allow')) {
    const name = one.sid ?? `number ${statements.indexOf(one) + 1}`;
    const isOpen = one.principals.some(isEverybody) || one.notPrincipals.length > 0;
    const named = isOpen ? issuersOfConditions(one) : one.principals.flatMap(webIdentityIssuers);
    if (isOpen && named.length === 0)
      weaknesses.push({
        code: 'any_provider',
        severity: 'high',
        issuer: null,
        statement: name,
        detail: 'any provider',
      });
    for (const issuer of new Set(named)) {
      issuers.add(issuer);
      weaknesses.push(...gradeStatement({ statement: one, name, issuer, denials }));
    }
  }
  return { issuers: [...issuers], weaknesses };
}

function gradeStatement(options: {
  readonly statement: PolicyStatement;
  readonly name: string;
  readonly issuer: string;
  readonly denials: readonly PolicyStatement[];
}): TrustWeakness[] {
  const { issuer, name } = options;
  const { isShared, claims } = tenancyClaims(issuer);
  const tenant = judgeClaims({ ...options, claims });
  const audience = judgeClaims({ ...options, claims: ['aud'] });
  const weakness = (code: TrustWeaknessCode, severity: Severity, detail: string): TrustWeakness => ({
    code,
    severity,
    issuer,
    statement: name,
    detail,
  });
  const found: TrustWeakness[] = [];
  const open: Severity = isShared ? 'high' : 'medium';
  if (tenant.verdict === 'missing') found.push(weakness('no_subject', open, `no condition on ${claims.join(', ')}`));
  if (tenant.verdict === 'open') found.push(weakness('open_subject', open, tenant.detail));
  if (tenant.verdict === 'may_be_absent') found.push(weakness('subject_may_be_absent', 'medium', tenant.detail));
  // The provider's own list of audiences still holds, which is why this alone is not urgent.
  if (audience.verdict === 'missing' && !isAudienceFree(issuer))
    found.push(weakness('no_audience', 'low', 'no condition on aud'));
  if (audience.verdict === 'open') found.push(weakness('open_audience', 'low', audience.detail));
  if (audience.verdict === 'may_be_absent') found.push(weakness('audience_may_be_absent', 'low', audience.detail));
  return found;
}

/** Issuers whose tokens are told apart by other claims, so that a policy without `aud` is the usual one. */
const isAudienceFree = (issuer: string): boolean => ['www.amazon.com', 'graph.facebook.com'].includes(issuer);

const isEverybody = ({ kind, values }: PolicyPrincipal): boolean =>
  kind === '*' || (values.includes('*') && ['aws', 'federated'].includes(kind.toLowerCase()));

function webIdentityIssuers({ kind, values }: PolicyPrincipal): string[] {
  if (kind.toLowerCase() !== 'federated') return [];
  return values.filter((value) => !value.includes(':saml-provider/')).map((value) => normaliseIssuer(value));
}

/** Where anybody is the principal, the conditions say whose tokens are meant. */
function issuersOfConditions(one: PolicyStatement): string[] {
  return one.conditions.flatMap(({ key }) => {
    const issuer = /^(.+):(sub|aud)$/.exec(key)?.[1];
    return issuer === undefined ? [] : [issuer];
  });
}

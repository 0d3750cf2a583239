import { normaliseIssuer } from '../origin/issuer.ts';
import { coversAction, type PolicyCondition, type PolicyPrincipal, type PolicyStatement } from './policy-document.ts';
import { matchesPolicyText } from './policy-text.ts';

/** What is known afterwards of a token that came to STS. `issuer` is normalised; a null audience was not recorded. */
export interface WebIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string | null;
}

/** `depends`: on a claim or a context that no event holds. */
export type Admission = 'admitted' | 'refused' | 'depends';

/** The action by which a token becomes a session. */
export const exchangeAction = 'sts:AssumeRoleWithWebIdentity';

/**
 * Whether a trust policy lets a token take the role, by what is known of the token.
 * **shape**: as IAM decides: one Deny refuses, else one Allow admits, else it is refused.
 * **source**: IAM user guide, policy evaluation logic; OIDC federation keys (read 2026-11)
 */
export function admitsWebIdentity(statements: readonly PolicyStatement[], token: WebIdentity): Admission {
  const verdicts = (effect: PolicyStatement['effect']): (boolean | null)[] =>
    statements.filter((one) => one.effect === effect).map((one) => statementHolds(one, token));
  const denials = verdicts('Deny');
  if (denials.includes(true)) return 'refused';
  const grants = verdicts('Allow');
  if (grants.includes(true)) return denials.includes(null) ? 'depends' : 'admitted';
  return grants.includes(null) ? 'depends' : 'refused';
}

/** Whether one statement, whatever its effect, speaks of this token; null where that depends. */
export function statementHolds(one: PolicyStatement, token: WebIdentity): boolean | null {
  if (!coversAction(one, exchangeAction) || !namesIssuer(one, token.issuer)) return false;
  const verdicts = one.conditions.map((condition) => conditionHolds(condition, token));
  return verdicts.includes(false) ? false : verdicts.includes(null) ? null : true;
}

/** Whether a statement's principal is anybody, whatever provider they come from. */
export const namesEverybody = (one: PolicyStatement): boolean =>
  one.notPrincipals.length > 0 ||
  one.principals.some(
    ({ kind, values }) => kind === '*' || (values.includes('*') && ['aws', 'federated'].includes(kind.toLowerCase())),
  );

/** The issuers that a list of principals names, normalised; SAML providers are none. */
export const issuersOf = (principals: readonly PolicyPrincipal[]): string[] =>
  principals
    .filter(({ kind }) => kind.toLowerCase() === 'federated')
    .flatMap(({ values }) => values.filter((value) => !value.includes(':saml-provider/') && value !== '*'))
    .map((value) => normaliseIssuer(value));

const namesIssuer = (one: PolicyStatement, issuer: string): boolean =>
  one.notPrincipals.length > 0
    ? !issuersOf(one.notPrincipals).includes(issuer)
    : namesEverybody(one) || issuersOf(one.principals).includes(issuer);

/** A claim of the token: its value, `absent` where the token cannot have it, null where nobody knows. */
function claimOf(key: string, token: WebIdentity): string | { readonly absent: true } | null {
  const issuer = token.issuer.toLowerCase();
  if (key === `${issuer}:sub`) return token.subject;
  if (key === `${issuer}:aud`) return token.audience;
  return /:(sub|aud)$/.test(key) ? { absent: true } : null;
}

const comparisons: Readonly<Record<string, (value: string, text: string) => boolean | null>> = {
  stringequals: (value, text) => matchesPolicyText(value, text, 'equals'),
  stringequalsignorecase: (value, text) => matchesPolicyText(value.toLowerCase(), text.toLowerCase(), 'equals'),
  stringlike: (value, text) => matchesPolicyText(value, text, 'like'),
};
const opposites: Readonly<Record<string, string>> = {
  stringnotequals: 'stringequals',
  stringnotequalsignorecase: 'stringequalsignorecase',
  stringnotlike: 'stringlike',
};

function conditionHolds(condition: PolicyCondition, token: WebIdentity): boolean | null {
  const { operator, values } = condition;
  const claim = claimOf(condition.key, token);
  if (claim === null) return null;
  if (operator === 'null') {
    const isAbsent = typeof claim !== 'string';
    return values.some((value) => (value.toLowerCase() === 'true') === isAbsent);
  }
  const opposite = opposites[operator];
  const compare = comparisons[opposite ?? operator];
  if (compare === undefined) return null;
  if (typeof claim !== 'string') {
    return condition.ifExists || condition.set === 'for_all_values' || opposite !== undefined;
  }
  const verdicts = values.map((value) => compare(value, claim));
  const isAnyOf = verdicts.includes(true) ? true : verdicts.includes(null) ? null : false;
  return opposite === undefined || isAnyOf === null ? isAnyOf : !isAnyOf;
}

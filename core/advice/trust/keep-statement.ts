import { issuersOf, namesEverybody } from '../../iam/evaluate-trust.ts';
import { coversAction } from '../../iam/policy-document.ts';
import { type JsonObject, type JsonValue, oneOrMany } from '../policy-value.ts';
import type { TrustStatement } from './read-trust-policy.ts';

/** What a trust policy can allow beside the exchange of a web identity. */
const otherActions = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:TagSession', 'sts:SetSourceIdentity'];
/** Of these, what only comes with an exchange and allows nothing by itself. */
const companions = new Set(['sts:TagSession', 'sts:SetSourceIdentity']);

/** Whether a statement lets web identities take the role, so that it is one to narrow. */
export const grantsWebIdentity = ({ parsed }: TrustStatement): boolean =>
  parsed.effect === 'Allow' &&
  coversAction(parsed, 'sts:AssumeRoleWithWebIdentity') &&
  (namesEverybody(parsed) || issuersOf(parsed.principals).length > 0);

/**
 * What of a statement has nothing to do with web identities, null where nothing is left.
 * **shape**: a statement for other principals comes back as it is; of a mixed one the other principals stay, and of one for
 * everybody the other actions.
 */
export function keepStatement(statement: TrustStatement): JsonObject | null {
  if (!grantsWebIdentity(statement)) return statement.raw;
  const { raw, parsed } = statement;
  if (namesEverybody(parsed)) {
    const actions = otherActions.filter((action) => coversAction(parsed, action));
    if (actions.every((action) => companions.has(action))) return null;
    const { Action: _, NotAction: __, ...rest } = raw;
    return { ...rest, Action: oneOrMany(actions) };
  }
  const principal = raw['Principal'];
  const kept = isObject(principal) ? Object.entries(principal).flatMap(keepPrincipals) : [];
  return kept.length === 0 ? null : { ...raw, Principal: Object.fromEntries(kept) };
}

function keepPrincipals([kind, values]: [string, JsonValue]): [string, JsonValue][] {
  if (kind.toLowerCase() !== 'federated') return [[kind, values]];
  const saml = (Array.isArray(values) ? values : [values]).filter((value) => String(value).includes(':saml-provider/'));
  return saml.length === 0 ? [] : [[kind, oneOrMany(saml.map(String))]];
}

/** Whether a JSON value is an object. */
export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

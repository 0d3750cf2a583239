import { issuersOf } from '../../iam/evaluate-trust.ts';
import { coversAction } from '../../iam/policy-document.ts';
import { escapePolicyText } from '../../iam/policy-text.ts';
import { normaliseIssuer } from '../../origin/issuer.ts';
import { type JsonObject, type JsonValue, oneOrMany } from '../policy-value.ts';
import type { ShapeGroup } from './group-subjects.ts';
import { isObject } from './keep-statement.ts';
import type { TrustStatement } from './read-trust-policy.ts';

/** Providers that are part of AWS: they are named without an account. */
const builtIn = new Set([
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'www.amazon.com',
  'graph.facebook.com',
]);

/** What a statement is written for, and whose account the role is in. */
interface Target {
  readonly accountId: string;
  readonly partition: string;
  /** Whether tokens came with session tags, which need an action of their own. */
  readonly isTagged: boolean;
}

/**
 * The statement that admits one group of subjects and nobody else.
 * **shape**: `base`, the statement of today's policy that admits them, lends its provider, actions, id and every condition
 * but those on subject and audience.
 */
export function narrowStatement(group: ShapeGroup, base: TrustStatement | null, target: Target): JsonObject {
  const { issuer, audiences, operator } = group;
  const keepsAudience = audiences.length === 0;
  const conditions = base === null ? {} : keepConditions(base, { issuer, keepsAudience });
  const subjects = oneOrMany(group.shapes.map(({ value }) => value));
  const values = audiences.map((audience) => escapePolicyText(audience, 'equals'));
  const sid = base?.raw['Sid'];
  return {
    ...(sid === undefined ? {} : { Sid: sid }),
    Effect: 'Allow',
    Principal: { Federated: providerOf(issuer, base, target) },
    Action: oneOrMany(actionsOf(base, target)),
    Condition: [
      ...(values.length === 0 ? [] : [['StringEquals', `${issuer}:aud`, oneOrMany(values)] as const]),
      [operator, `${issuer}:sub`, subjects] as const,
    ].reduce(addCondition, conditions),
  };
}

/** Adds a condition under its operator, in whatever case the policy writes that. */
function addCondition(
  conditions: JsonObject,
  [operator, key, value]: readonly [string, string, JsonValue],
): JsonObject {
  const name = Object.keys(conditions).find((one) => one.toLowerCase() === operator.toLowerCase()) ?? operator;
  const before = conditions[name];
  return { ...conditions, [name]: { ...(isObject(before) ? before : {}), [key]: value } };
}

/** An audience that no event shows cannot be written anew: what asks for it today stays then. */
function keepConditions(
  { raw, parsed }: TrustStatement,
  { issuer, keepsAudience }: { readonly issuer: string; readonly keepsAudience: boolean },
): JsonObject {
  const issuers = new Set([issuer, ...issuersOf(parsed.principals)].map((one) => one.toLowerCase()));
  const isReplaced = (key: string): boolean => {
    const [, owner = '', claim] = /^(.+):(sub|aud)$/.exec(key.toLowerCase()) ?? [];
    return issuers.has(owner) && !(keepsAudience && claim === 'aud' && owner === issuer.toLowerCase());
  };
  const condition = raw['Condition'];
  const entries = Object.entries(isObject(condition) ? condition : {}).flatMap(([operator, keys]) => {
    const kept = Object.entries(isObject(keys) ? keys : {}).filter(([key]) => !isReplaced(key));
    return kept.length === 0 ? [] : [[operator, Object.fromEntries(kept)] as const];
  });
  return Object.fromEntries(entries);
}

function providerOf(issuer: string, base: TrustStatement | null, target: Target): string {
  const named = base?.parsed.principals
    .filter(({ kind }) => kind.toLowerCase() === 'federated')
    .flatMap(({ values }) => values)
    .find((value) => normaliseIssuer(value) === issuer);
  if (named !== undefined) return named;
  return builtIn.has(issuer) ? issuer : `arn:${target.partition}:iam::${target.accountId}:oidc-provider/${issuer}`;
}

function actionsOf(base: TrustStatement | null, { isTagged }: Target): string[] {
  const others = ['sts:TagSession', 'sts:SetSourceIdentity'].filter((action) =>
    base === null ? action === 'sts:TagSession' && isTagged : coversAction(base.parsed, action),
  );
  return ['sts:AssumeRoleWithWebIdentity', ...others];
}

import { z } from 'zod';
import { matchesStringLike } from '../origin/string-like.ts';

/** Characters of a document that we read. IAM's own limit is 10,240 for a role's policies; more is not a policy. */
const documentCharactersMax = 262_144;
/** Statements and values that we judge, so that a document made to be slow is not. */
const statementsMax = 500;
const valuesMax = 20_000;

/** Who a statement is about: `*`, or values by kind (`AWS`, `Federated`, `Service`). */
export interface PolicyPrincipal {
  readonly kind: string;
  readonly values: readonly string[];
}

/**
 * One condition of a statement; all conditions must hold, any of the values is enough.
 * **shape**: `operator` in lower case without its set prefix and `IfExists`; `key` in lower case, as IAM compares it.
 */
export interface PolicyCondition {
  readonly operator: string;
  readonly set: 'for_all_values' | 'for_any_value' | null;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

/** One statement with everything that may be a list made one. */
export interface PolicyStatement {
  readonly sid: string | null;
  readonly effect: 'Allow' | 'Deny';
  readonly principals: readonly PolicyPrincipal[];
  readonly notPrincipals: readonly PolicyPrincipal[];
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly conditions: readonly PolicyCondition[];
}

/** A document as statements, or why it is none. */
export type PolicyDocument =
  | { readonly statements: readonly PolicyStatement[]; readonly problem: null }
  | { readonly statements: null; readonly problem: string };

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.union([scalar.transform((text) => [text]), z.array(scalar)]).default([]);
const principal = z
  .union([
    z.literal('*').transform((): PolicyPrincipal[] => [{ kind: '*', values: ['*'] }]),
    z.record(z.string(), texts).transform((kinds) => Object.entries(kinds).map(([kind, values]) => ({ kind, values }))),
  ])
  .default([]);
const condition = z.record(z.string(), z.record(z.string(), texts)).default({});

const statement = z.looseObject({
  Sid: scalar.nullish(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: principal,
  NotPrincipal: principal,
  Action: texts,
  NotAction: texts,
  Resource: texts,
  NotResource: texts,
  Condition: condition,
});

const documentSchema = z.looseObject({
  Statement: z.union([z.array(statement).max(statementsMax), statement.transform((one) => [one])]),
});

/**
 * Reads a policy document as it stands in an event: plain JSON, or percent-encoded.
 * **shape**: `problem` says in a few words why there is nothing to judge; it holds no text of the document.
 * **errors**: never throws.
 * **source**: IAM user guide, grammar of the IAM JSON policy language (read 2026-11)
 */
export function parsePolicyDocument(text: string): PolicyDocument {
  if (text.length > documentCharactersMax) return unreadable(`it has more than ${documentCharactersMax} characters`);
  let value: unknown;
  try {
    value = JSON.parse(/^\s*%7b/i.test(text) ? decodeURIComponent(text) : text);
  } catch {
    return unreadable('it is not JSON');
  }
  const parsed = documentSchema.safeParse(value);
  if (!parsed.success) return unreadable('it does not follow the grammar of IAM policies');
  const statements = parsed.data.Statement.map(
    (one): PolicyStatement => ({
      sid: one.Sid ?? null,
      effect: one.Effect,
      principals: one.Principal,
      notPrincipals: one.NotPrincipal,
      actions: one.Action,
      notActions: one.NotAction,
      resources: one.Resource,
      notResources: one.NotResource,
      conditions: Object.entries(one.Condition).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => ({ ...readOperator(operator), key: key.toLowerCase(), values })),
      ),
    }),
  );
  const values = statements.reduce((sum, one) => sum + countValues(one), 0);
  return values > valuesMax ? unreadable(`it has more than ${valuesMax} values`) : { statements, problem: null };
}

const unreadable = (problem: string): PolicyDocument => ({ statements: null, problem });

const countValues = (one: PolicyStatement): number =>
  [...one.conditions, ...one.principals, ...one.notPrincipals].reduce((sum, { values }) => sum + values.length, 0);

/** `ForAllValues:StringLikeIfExists` in its parts. IAM takes operators in any case. */
function readOperator(text: string): Pick<PolicyCondition, 'operator' | 'set' | 'ifExists'> {
  const folded = text.toLowerCase();
  const [prefix, rest] = folded.includes(':') ? folded.split(/:(.*)/s) : ['', folded];
  const ifExists = (rest ?? '').endsWith('ifexists');
  return {
    operator: (rest ?? '').replace(/ifexists$/, ''),
    set: prefix === 'forallvalues' ? 'for_all_values' : prefix === 'foranyvalue' ? 'for_any_value' : null,
    ifExists,
  };
}

/** Whether a statement speaks of an action. **source**: wildcards as IAM has them, case not compared. */
export function coversAction(one: PolicyStatement, action: string): boolean {
  const matches = (patterns: readonly string[]) =>
    patterns.some((pattern) => matchesStringLike(pattern.toLowerCase(), action.toLowerCase()));
  return one.actions.length > 0 ? matches(one.actions) : one.notActions.length > 0 && !matches(one.notActions);
}

import { looseName, looseSubject } from '../policy/loose-pattern.ts';
import type { PolicyCondition, PolicyStatement } from './policy-document.ts';
import { hideEscapedSigns } from './policy-text.ts';

/** How well a statement holds a token to what it should say, from tight to none. */
const verdicts = ['tight', 'may_be_absent', 'open', 'missing'] as const;

/** `detail` names the condition that decided; empty when none did. It holds text of the policy: untrusted. */
export interface ClaimJudgement {
  readonly verdict: (typeof verdicts)[number];
  readonly detail: string;
}

/** Characters of a pattern shown. */
const shownCharactersMax = 200;

const positiveOperators = new Set(['stringequals', 'stringequalsignorecase', 'stringlike', 'arnequals', 'arnlike']);
const wildcardOperators = new Set(['stringlike', 'arnequals', 'arnlike']);
const opposites: Readonly<Record<string, string>> = { stringnotequals: 'stringequals', stringnotlike: 'stringlike' };

/**
 * What an Allow statement, with the Deny statements beside it, asks of an issuer's claims; one well-kept claim is enough.
 * **shape**: `claims` without the issuer, in lower case.
 * **errors**: never throws.
 * **source**: IAM user guide, condition operators: `ForAllValues` and `IfExists` hold for an absent key (read 2026-11)
 */
export function judgeClaims(options: {
  readonly statement: PolicyStatement;
  readonly issuer: string;
  readonly claims: readonly string[];
  readonly denials: readonly PolicyStatement[];
}): ClaimJudgement {
  const { statement, issuer, claims, denials } = options;
  const narrowing = denials.flatMap(oppositeOf);
  const judgements = claims.flatMap((claim) => {
    const key = `${issuer.toLowerCase()}:${claim}`;
    const conditions = statement.conditions.filter((one) => one.key === key);
    const isPresent = conditions.some(requiresPresence);
    return [...conditions, ...narrowing.filter((one) => one.key === key)]
      .filter(({ operator }) => positiveOperators.has(operator))
      .map((one) => judgeCondition(one, { claim, isPresent }));
  });
  const rank = ({ verdict }: ClaimJudgement) => verdicts.indexOf(verdict);
  return judgements.sort((left, right) => rank(left) - rank(right))[0] ?? { verdict: 'missing', detail: '' };
}

function judgeCondition(
  condition: PolicyCondition,
  { claim, isPresent }: { readonly claim: string; readonly isPresent: boolean },
): ClaimJudgement {
  const loose = wildcardOperators.has(condition.operator)
    ? condition.values
        .map((value) => ({ value, reason: looseClaim(claim, hideEscapedSigns(value)) }))
        .find(({ reason }) => reason !== null)
    : undefined;
  if (loose !== undefined) {
    return {
      verdict: 'open',
      detail: `${claim} ${JSON.stringify(shorten(loose.value))}: ${shorten(loose.reason ?? '')}`,
    };
  }
  const name = condition.set === 'for_all_values' ? 'ForAllValues' : condition.ifExists ? 'IfExists' : null;
  if (name !== null && !isPresent) {
    return { verdict: 'may_be_absent', detail: `${claim} under ${name}, which also holds for a token without it` };
  }
  return { verdict: 'tight', detail: '' };
}

/** Why a pattern for a claim admits more than it names. */
function looseClaim(claim: string, pattern: string): string | null {
  if (claim === 'sub') return looseSubject(pattern);
  if (/^[*?]+$/.test(pattern)) return 'it admits every one there is';
  // An id that goes on is the id of somebody else.
  if (/(_id|\/project-id|organization_number|aud)$/.test(claim)) {
    return /[*?]/.test(pattern) ? 'a wildcard in an id admits the ids of others' : null;
  }
  return looseName(pattern);
}

/** `Null: {key: false}`, or a plain comparison beside it, holds only where the claim is there. */
const requiresPresence = (one: PolicyCondition): boolean =>
  one.operator === 'null'
    ? one.values.every((value) => value.toLowerCase() === 'false')
    : positiveOperators.has(one.operator) && one.set !== 'for_all_values' && !one.ifExists;

/**
 * A Deny of everything that is not like a pattern admits only what is like it, an absent claim not among it. With a second
 * condition beside it the Deny holds for some tokens only, so that nothing follows.
 */
function oppositeOf({ conditions }: PolicyStatement): PolicyCondition[] {
  const [only, ...others] = conditions;
  const operator = only === undefined ? undefined : opposites[only.operator];
  if (only === undefined || operator === undefined || others.length > 0 || only.ifExists || only.set !== null)
    return [];
  return [{ ...only, operator }];
}

const shorten = (text: string): string =>
  text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}…` : text;

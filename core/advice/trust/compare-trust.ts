import type { Severity } from '../../findings/severity.ts';
import { issuersOf, namesEverybody, statementHolds } from '../../iam/evaluate-trust.ts';
import { gradeTrustPolicy } from '../../iam/grade-trust-policy.ts';
import type { PolicyCondition } from '../../iam/policy-document.ts';
import { hideEscapedSigns, matchesPolicyText } from '../../iam/policy-text.ts';
import type { AdmittedShape } from './group-subjects.ts';
import { grantsWebIdentity } from './keep-statement.ts';
import type { ObservedSubject } from './observed-subject.ts';
import type { TrustStatement } from './read-trust-policy.ts';

/** What today's policy admits beyond what was used. `text` holds words of the policy: untrusted. */
export interface BroaderPart {
  readonly severity: Severity | null;
  readonly statement: string;
  readonly text: string;
}

/** Broader parts listed: what one policy can have wrong before its author starts anew. */
const partsMax = 60;

/**
 * What of a trust policy is broader than its use: what its grades say, then every provider, pattern, subject and audience that
 * nobody came with, or that admits more than those who came.
 */
export function findBroaderParts(
  statements: readonly TrustStatement[],
  { observed, shapes }: { readonly observed: readonly ObservedSubject[]; readonly shapes: readonly AdmittedShape[] },
): BroaderPart[] {
  const { weaknesses } = gradeTrustPolicy(statements.map(({ parsed }) => parsed));
  const graded = weaknesses.map(({ severity, statement, issuer, detail }) => ({
    severity,
    statement,
    text: issuer === null ? `admits the tokens of ${detail}` : `${issuer}: ${detail}`,
  }));
  const unused = statements.flatMap((statement, index) =>
    grantsWebIdentity(statement)
      ? compareStatement(statement, { name: nameOf(statement, index), observed, shapes })
      : [],
  );
  return [...graded, ...unused].slice(0, partsMax);
}

/** How a statement is called: by its id, else by its place. */
export const nameOf = ({ parsed }: TrustStatement, index: number): string => parsed.sid ?? `number ${index + 1}`;

interface Comparison {
  readonly name: string;
  readonly observed: readonly ObservedSubject[];
  readonly shapes: readonly AdmittedShape[];
}

function compareStatement({ parsed }: TrustStatement, { name, observed, shapes }: Comparison): BroaderPart[] {
  const part = (text: string): BroaderPart => ({ severity: null, statement: name, text });
  const who = observed.filter((one) => statementHolds(parsed, one) !== false);
  if (who.length === 0) return [part('admits web identities, and none came that it admits')];
  const idle = namesEverybody(parsed)
    ? []
    : issuersOf(parsed.principals).filter((issuer) => who.every((one) => one.issuer !== issuer));
  const values = parsed.conditions.flatMap((condition) =>
    condition.values.flatMap((value) => {
      const words = compareValue({ condition, value }, who, shapes);
      return words === null ? [] : [part(words)];
    }),
  );
  return [...idle.map((issuer) => part(`names the provider ${issuer}, and nobody came from it`)), ...values];
}

/** What a value for a subject or an audience admits beyond those who came, null where it is all used. */
function compareValue(
  { condition, value }: { readonly condition: PolicyCondition; readonly value: string },
  observed: readonly ObservedSubject[],
  shapes: readonly AdmittedShape[],
): string | null {
  const mode = condition.operator === 'stringlike' ? 'like' : condition.operator === 'stringequals' ? 'equals' : null;
  const [, issuer, claim] = /^(.+):(sub|aud)$/.exec(condition.key) ?? [];
  if (mode === null || issuer === undefined) return null;
  const came = observed.filter((one) => {
    const text = claim === 'sub' ? one.subject : one.audience;
    return one.issuer.toLowerCase() === issuer && text !== null && matchesPolicyText(value, text, mode) !== false;
  });
  const what = claim === 'sub' ? 'subject' : 'audience';
  if (observed.every((one) => one.issuer.toLowerCase() !== issuer)) return null; // told of the provider already
  const isPattern = mode === 'like' && /[*?]/.test(hideEscapedSigns(value));
  if (came.length === 0)
    return `admits the ${what}${isPattern ? 's' : ''} ${value}, and nobody came with ${isPattern ? 'one' : 'it'}`;
  if (!isPattern || (claim === 'sub' && shapes.some((shape) => shape.value === value))) return null;
  const used = new Set(came.map((one) => (claim === 'sub' ? (one.stable_subject ?? one.subject) : one.audience)));
  return `admits every ${what} like ${value}; ${used.size === 1 ? 'one was' : `${used.size} were`} used`;
}

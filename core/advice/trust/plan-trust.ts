import { admitsWebIdentity, statementHolds } from '../../iam/evaluate-trust.ts';
import { gradeTrustPolicy } from '../../iam/grade-trust-policy.ts';
import { parsePolicyDocument } from '../../iam/policy-document.ts';
import type { IssuerFamilies } from '../../origin/issuer.ts';
import { type JsonObject, type PolicyValue, policyCharacters, policyVersion, toPolicyJson } from '../policy-value.ts';
import { type BroaderPart, findBroaderParts, nameOf } from './compare-trust.ts';
import { type AdmittedShape, groupShapes, shapesOf } from './group-subjects.ts';
import { grantsWebIdentity, keepStatement } from './keep-statement.ts';
import { narrowStatement } from './narrow-statement.ts';
import { classicRepository, type ObservedSubject, type RepositoryIds } from './observed-subject.ts';
import type { TrustStatement } from './read-trust-policy.ts';

/**
 * The narrower trust policy of a role, and what there is to say of it and of today's.
 * **shape**: `kept` names statements for other principals. `refusedToday` came in the window and would not by today's policy;
 * `refusedNarrow` only holds what a kept Deny refuses. `withoutIds` are GitHub repositories whose ids nobody knows.
 */
export interface TrustAdvice {
  readonly policy: PolicyValue;
  readonly characters: number;
  readonly shapes: readonly AdmittedShape[];
  readonly kept: readonly string[];
  readonly broader: readonly BroaderPart[];
  readonly refusedToday: readonly ObservedSubject[];
  readonly refusedNarrow: readonly ObservedSubject[];
  readonly withoutIds: readonly string[];
  readonly withoutAudience: readonly string[];
  readonly isSound: boolean;
}

/**
 * Narrows a trust policy to who took the role.
 * **shape**: `statements` are those of today's policy, null where nobody knows it. `observed` are exchanges that worked, at
 * least one; every one of them is admitted by the result.
 * **errors**: never throws.
 */
export function planTrust(options: {
  readonly statements: readonly TrustStatement[] | null;
  readonly observed: readonly ObservedSubject[];
  readonly accountId: string;
  readonly partition: string;
  readonly repositoryIds: ReadonlyMap<string, RepositoryIds>;
  readonly families: IssuerFamilies;
  readonly anyTag: boolean;
}): TrustAdvice {
  const { observed, accountId, partition, repositoryIds } = options;
  const today = options.statements ?? [];
  const shapes = shapesOf(observed, { ...options, baseOf: (one) => findBase(today, one) });
  const target = { accountId, partition, isTagged: observed.some((one) => one.tagged > 0) };
  const groups = groupShapes(shapes);
  const write = (base: number | null): JsonObject[] =>
    groups
      .filter((group) => group.base === base)
      .map((group) => narrowStatement(group, base === null ? null : (today[base] ?? null), target));
  const written = [
    ...today.flatMap((statement, index) => {
      const kept = keepStatement(statement);
      return [...(kept === null ? [] : [kept]), ...write(index)];
    }),
    ...write(null),
  ];
  const policy = { Version: policyVersion, Statement: nameOnce(written) };
  const narrow = parsePolicyDocument(toPolicyJson(policy)).statements ?? [];
  const refusedBy = (statements: typeof narrow) =>
    observed.filter((one) => admitsWebIdentity(statements, one) === 'refused');
  const classic = observed.flatMap((one) => classicRepository(one.issuer, one.subject) ?? []);
  return {
    policy,
    characters: policyCharacters(policy),
    shapes,
    kept: today.flatMap((one, index) => (keepStatement(one) === null ? [] : [nameOf(one, index)])),
    broader: findBroaderParts(today, { observed, shapes }),
    refusedToday: options.statements === null ? [] : refusedBy(today.map(({ parsed }) => parsed)),
    refusedNarrow: refusedBy(narrow),
    withoutIds: [...new Set(classic)].filter((repository) => !repositoryIds.has(repository)).sort(),
    withoutAudience: [...new Set(groups.filter((group) => group.audiences.length === 0).map(({ issuer }) => issuer))],
    isSound: gradeTrustPolicy(narrow).weaknesses.length === 0,
  };
}

/** The statement that lets a subject in: one that surely does before one that may. */
function findBase(today: readonly TrustStatement[], one: ObservedSubject): number | null {
  const verdicts = today.map((statement) =>
    grantsWebIdentity(statement) ? statementHolds(statement.parsed, one) : false,
  );
  const sure = verdicts.indexOf(true);
  const maybe = verdicts.indexOf(null);
  return sure >= 0 ? sure : maybe >= 0 ? maybe : null;
}

/** Ids of statements are unique in a policy: what one statement became is counted. */
function nameOnce(statements: readonly JsonObject[]): JsonObject[] {
  const taken = new Set<string>();
  return statements.map((one) => {
    const sid = one['Sid'];
    if (typeof sid !== 'string' || sid === '') return one;
    let name = sid;
    for (let count = 2; taken.has(name); count += 1) name = `${sid}${count}`;
    taken.add(name);
    return { ...one, Sid: name };
  });
}

import { escapePolicyText } from '../../iam/policy-text.ts';
import type { IssuerFamilies } from '../../origin/issuer.ts';
import { isOneSubject, type SubjectShape, subjectShape } from '../../origin/subject-shape.ts';
import { classicRepository, type ObservedSubject, type RepositoryIds, withRepositoryIds } from './observed-subject.ts';

/**
 * Subjects of one shape that took the role: one value of the narrower policy.
 * **shape**: `value` is the text of the policy; `base` the statement of today's policy that admits them, null where none
 * does. `companionOf` names the classic subject that this one stands beside without having been seen.
 */
export interface AdmittedShape {
  readonly base: number | null;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly value: string;
  readonly operator: 'StringEquals' | 'StringLike';
  readonly example: string;
  readonly sessions: number;
  readonly lastEventAt: string;
  readonly refKind: string | null;
  readonly organization: string | null;
  readonly companionOf: string | null;
}

/** What belongs to one statement of the narrower policy. */
export interface ShapeGroup {
  readonly base: number | null;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly operator: AdmittedShape['operator'];
  readonly shapes: readonly AdmittedShape[];
}

interface Grouping {
  readonly baseOf: (one: ObservedSubject) => number | null;
  readonly families: IssuerFamilies;
  readonly repositoryIds: ReadonlyMap<string, RepositoryIds>;
  readonly anyTag: boolean;
}

/** The shapes of all observed subjects, each once for a statement of today's policy, with both forms of GitHub's. */
export function shapesOf(observed: readonly ObservedSubject[], grouping: Grouping): AdmittedShape[] {
  const found = new Map<string, AdmittedShape>();
  const add = (one: ObservedSubject, subject: string, companionOf: string | null): void => {
    const base = grouping.baseOf(one);
    const { value, operator } = shapeValue(
      subjectShape({ issuer: one.issuer, subject, families: grouping.families, anyTag: grouping.anyTag }),
    );
    const key = JSON.stringify([base, one.issuer, operator, value]);
    const before = found.get(key);
    const audiences = new Set([...(before?.audiences ?? []), ...(one.audience === null ? [] : [one.audience])]);
    const isSeen = companionOf === null;
    found.set(key, {
      base,
      issuer: one.issuer,
      audiences: [...audiences].sort(),
      value,
      operator,
      example: before?.example ?? subject,
      sessions: (before?.sessions ?? 0) + (isSeen ? one.sessions : 0),
      lastEventAt: latest(before?.lastEventAt, isSeen ? one.last_event_at : ''),
      refKind: one.ci_ref_kind,
      organization: one.ci_repository?.split('/')[0] ?? null,
      companionOf: before !== undefined && before.companionOf === null ? null : companionOf,
    });
  };
  for (const one of observed) {
    add(one, one.subject, null);
    const ids = grouping.repositoryIds.get(classicRepository(one.issuer, one.subject) ?? '');
    if (ids !== undefined) add(one, withRepositoryIds(one.subject, ids), one.subject);
  }
  return [...found.values()];
}

const latest = (left: string | undefined, right: string): string => (left === undefined || right > left ? right : left);

/** A shape as a policy writes it: a plain value where it is one subject, else a pattern. */
export function shapeValue(shape: SubjectShape): { value: string; operator: AdmittedShape['operator'] } {
  const operator = isOneSubject(shape) ? 'StringEquals' : 'StringLike';
  const mode = operator === 'StringEquals' ? 'equals' : 'like';
  const value = shape.map((part) => ('text' in part ? escapePolicyText(part.text, mode) : part.wildcard)).join('');
  return { value, operator };
}

/**
 * Shapes by statement: what is in one group may stand in one statement, because every subject came with every audience.
 * Conditions of a statement are all needed, so that plain values and patterns cannot share one.
 */
export function groupShapes(shapes: readonly AdmittedShape[]): ShapeGroup[] {
  const groups = new Map<string, AdmittedShape[]>();
  for (const shape of shapes) {
    const key = JSON.stringify([shape.base, shape.issuer, shape.operator, shape.audiences]);
    groups.set(key, [...(groups.get(key) ?? []), shape]);
  }
  return [...groups.values()].flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const { base, issuer, operator, audiences } = first;
    const sorted = [...members].sort((left, right) => (left.value < right.value ? -1 : 1));
    return [{ base, issuer, operator, audiences, shapes: sorted }];
  });
}

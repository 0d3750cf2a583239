import type { Severity } from '../findings/severity.ts';
import { allowsEverything } from './grade-permissions.ts';
import { gradeTrustPolicy } from './grade-trust-policy.ts';
import { parsePolicyDocument } from './policy-document.ts';

/** Raise it when a rule changes: documents are then graded again. */
export const gradingRulesVersion = 1;

/** Characters of the words and names kept of a document. */
const keptCharactersMax = 500;
/** Grades kept of one document: what one policy can have wrong before its author starts anew. */
const gradesMax = 40;

/** Changes whose document says who may take a role; the other documents say what may be done. */
const trustChanges = new Set(['create_role', 'update_trust_policy']);

/** One thing to say of a document: a row of `policy_grades` without the event. */
export interface DocumentGrade {
  readonly grade: string;
  readonly severity: Severity | null;
  readonly issuer: string | null;
  readonly statement: string | null;
  readonly detail: string | null;
}

/**
 * Everything to say of the policy document of an IAM change; at least one grade, so that each is read once.
 * **shape**: `change` as in `iam_changes`. **errors**: never throws, whatever the document is.
 */
export function gradeDocument(change: string, document: string): DocumentGrade[] {
  const { statements, problem } = parsePolicyDocument(document);
  if (statements === null) return [{ ...sound, grade: 'unreadable', detail: problem }];
  if (!trustChanges.has(change)) return [allowsEverything(statements) ? { ...sound, grade: 'administrator' } : sound];
  const { issuers, weaknesses } = gradeTrustPolicy(statements);
  const grades = [
    ...issuers.map((issuer): DocumentGrade => ({ ...sound, grade: 'federated', issuer: shorten(issuer) })),
    ...weaknesses.map(
      ({ code, severity, issuer, statement, detail }): DocumentGrade => ({
        grade: code,
        severity,
        issuer: issuer === null ? null : shorten(issuer),
        statement: shorten(statement),
        detail: shorten(detail),
      }),
    ),
  ].slice(0, gradesMax);
  return grades.length > 0 ? grades : [sound];
}

const sound: DocumentGrade = { grade: 'sound', severity: null, issuer: null, statement: null, detail: null };

const shorten = (text: string): string =>
  text.length > keptCharactersMax ? `${text.slice(0, keptCharactersMax)}…` : text;

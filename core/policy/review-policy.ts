import type { z } from 'zod';
import { normaliseIssuer } from '../origin/issuer.ts';
import { valueAt } from './describe-issue.ts';
import { looseName, looseSubject } from './loose-pattern.ts';
import { countExpectationRows, expectationRowsMax, rowsMax } from './plan-policy-rows.ts';
import { type LocatedProblem, type PolicyPath, renderPath } from './policy-problem.ts';
import { dateSchema, type Exemption, type Expectation, entrySchemas, subjectConditions } from './policy-schema.ts';

/**
 * What a schema cannot say: conditions that contradict or admit too much, dates that have passed, entries that say the same.
 * **shape**: `file` is what the file says, right or wrong; what breaks the schema is passed over, and what stands beside it
 * is judged. `today` is a day in UTC, such as 2026-11-23.
 * **errors**: never throws.
 */
export function reviewPolicy(file: unknown, today: string): LocatedProblem[] {
  const issuers = textsIn(file, { section: 'issuers', key: 'issuer' });
  const principals = textsIn(file, { section: 'principals', key: 'principal' });
  const endings = ['expected', 'exemptions'].flatMap((section) => textsIn(file, { section, key: 'until' }));
  const expected = validEntries(file, { section: 'expected', schema: entrySchemas.expected });
  const exemptions = validEntries(file, { section: 'exemptions', schema: entrySchemas.exemptions });
  return [
    ...repeated(issuers.map(({ text, path }) => ({ text: normaliseIssuer(text), path }))),
    ...repeated(principals),
    ...principals.flatMap((principal) => wrongArn(principal, 'user')),
    ...textsIn(file, { section: 'expected', key: 'role' }).flatMap((role) => wrongArn(role, 'role')),
    ...textsIn(file, { section: 'expected', key: 'subjects' }).flatMap((one) => loose(one, looseSubject)),
    ...['organization', 'repository'].flatMap((key) =>
      textsIn(file, { section: 'expected', key }).flatMap((one) => loose(one, looseName)),
    ),
    ...expected.flatMap(({ entry, path }) => [...contradiction(entry, path), ...tooManyRows(entry, path)]),
    ...tooManyRowsInAll(expected),
    ...exemptions.flatMap(({ entry, path }) => reviewExemption(entry, path)),
    ...endings.flatMap((until) => lapsed(until, today)),
  ];
}

/** A text of the file, and where it stands. */
interface PlacedText {
  readonly text: string;
  readonly path: PolicyPath;
}

/** The texts under one key in the entries of a section: the value itself, or the members of its list. */
function textsIn(file: unknown, place: { readonly section: string; readonly key: string }): PlacedText[] {
  const entries = valueAt(file, [place.section]);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((entry: unknown, index) => {
    const path = [place.section, index, place.key];
    const value = valueAt(entry, [place.key]);
    const members = Array.isArray(value) ? value.map((text: unknown, at) => ({ text, path: [...path, at] })) : [];
    return [{ text: value, path }, ...members].flatMap(({ text, path: where }) =>
      typeof text === 'string' ? [{ text, path: where }] : [],
    );
  });
}

/** An entry that keeps to its schema, and where it stands. */
interface Entry<T> {
  readonly entry: T;
  readonly path: PolicyPath;
}

function validEntries<T>(
  file: unknown,
  { section, schema }: { readonly section: string; readonly schema: z.ZodType<T> },
): Entry<T>[] {
  const entries = valueAt(file, [section]);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((value: unknown, index) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [{ entry: parsed.data, path: [section, index] }] : [];
  });
}

function repeated(texts: readonly PlacedText[]): LocatedProblem[] {
  const first = new Map<string, PolicyPath>();
  return texts.flatMap(({ text, path }) => {
    const earlier = first.get(text);
    if (earlier === undefined) {
      first.set(text, path);
      return [];
    }
    const message = `Remove ${renderPath(path)}: ${renderPath(earlier)} says ${JSON.stringify(text)} already`;
    return [{ path, severity: 'error', message }];
  });
}

/** Raw patterns and conditions on parsed columns are two ways to say the same; together nobody knows which one holds. */
function contradiction(expectation: Expectation, path: PolicyPath): LocatedProblem[] {
  const given = subjectConditions.filter((key) => expectation[key] !== undefined);
  if (expectation.subjects !== undefined && given.length > 0) {
    const message = `Keep either "subjects" or "${given.join('", "')}" in ${renderPath(path)}: they cannot be combined`;
    return [{ path: [...path, 'subjects'], atKey: true, severity: 'error', message }];
  }
  if (expectation.subjects !== undefined || given.length > 0) return [];
  const message = `Say in ${renderPath(path)} who may take the role: without "subjects", "repository" or another condition every subject is expected`;
  return [{ path, severity: 'warning', message }];
}

function tooManyRows(expectation: Expectation, path: PolicyPath): LocatedProblem[] {
  const count = countExpectationRows(expectation);
  if (count <= expectationRowsMax) return [];
  const message = `Split or shorten ${renderPath(path)}: its lists make ${count} combinations, wanted at most ${expectationRowsMax}`;
  return [{ path, severity: 'error', message }];
}

function tooManyRowsInAll(expected: readonly Entry<Expectation>[]): LocatedProblem[] {
  const count = expected.reduce((sum, { entry }) => sum + countExpectationRows(entry), 0);
  if (count <= rowsMax) return [];
  const message = `Shorten "expected": its lists make ${count} combinations in all, wanted at most ${rowsMax}`;
  return [{ path: ['expected'], atKey: true, severity: 'error', message }];
}

function reviewExemption({ rule, match }: Exemption, entryPath: PolicyPath): LocatedProblem[] {
  const path = [...entryPath, 'match'];
  const given = Object.values(match).filter((value) => value !== undefined);
  if (given.length === 0) {
    const message = `Add "key_id", "actor", "account" or "resource" to ${renderPath(path)}: an exemption says what it is for`;
    return [{ path, severity: 'error', message }];
  }
  const isOpen = given.every((value) => [value].flat().some((pattern) => /^\*+$/.test(pattern)));
  const message = `Narrow ${renderPath(path)}: it covers every finding of ${rule}`;
  return isOpen ? [{ path, severity: 'warning', message }] : [];
}

function lapsed({ text: until, path }: PlacedText, today: string): LocatedProblem[] {
  // Days of this form compare as text.
  if (until >= today || !dateSchema.safeParse(until).success) return [];
  const message = `Renew or remove ${renderPath(path.slice(0, 2))}: it ended on ${until} and no longer counts`;
  return [{ path, severity: 'warning', message }];
}

/** An ARN that no role or user can have would silently match nothing. */
function wrongArn({ text, path }: PlacedText, kind: 'role' | 'user'): LocatedProblem[] {
  const isOther = text.startsWith('arn:') && !/[*?]/.test(text) && !text.includes(`:${kind}/`);
  if (!isOther && !text.includes(':assumed-role/')) return [];
  const message = `Correct ${renderPath(path)}: found ${JSON.stringify(text)}, wanted the ${kind}'s own ARN (arn:aws:iam::ACCOUNT:${kind}/NAME) or its name`;
  return [{ path, severity: 'error', message }];
}

function loose({ text, path }: PlacedText, judge: (pattern: string) => string | null): LocatedProblem[] {
  const reason = judge(text);
  if (reason === null) return [];
  return [{ path, severity: 'warning', message: `Narrow ${renderPath(path)} ${JSON.stringify(text)}: ${reason}` }];
}

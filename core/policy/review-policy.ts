import type { z } from 'zod';
import { normaliseIssuer } from '../origin/issuer.ts';
import { valueAt } from './describe-issue.ts';
import { looseName, looseSubject } from './loose-pattern.ts';
import { countExpectationRows, expectationRowsMax, rowsMax } from './plan-policy-rows.ts';
import { type LocatedProblem, type PolicyPath, renderPath } from './policy-problem.ts';
import { type Exemption, type Expectation, entrySchemas, type OneOrMany, subjectConditions } from './policy-schema.ts';

/**
 * What a schema cannot say: conditions that contradict or admit too much, dates that have passed, entries that say the same.
 * **shape**: `file` is what the file says, right or wrong; entries that break the schema are passed over. `today` is a day
 * in UTC, such as 2026-11-23.
 * **errors**: never throws.
 */
export function reviewPolicy(file: unknown, today: string): LocatedProblem[] {
  const issuers = validEntries(file, 'issuers', entrySchemas.issuers);
  const expected = validEntries(file, 'expected', entrySchemas.expected);
  const principals = validEntries(file, 'principals', entrySchemas.principals);
  const exemptions = validEntries(file, 'exemptions', entrySchemas.exemptions);
  return [
    ...repeated(issuers.map(({ entry, path }) => ({ name: normaliseIssuer(entry.issuer), path: [...path, 'issuer'] }))),
    ...repeated(principals.map(({ entry, path }) => ({ name: entry.principal, path: [...path, 'principal'] }))),
    ...principals.flatMap(({ entry, path }) =>
      wrongArn(entry.principal, { path: [...path, 'principal'], kind: 'user' }),
    ),
    ...expected.flatMap(({ entry, path }) => reviewExpectation(entry, path)),
    ...tooManyRowsInAll(expected),
    ...exemptions.flatMap(({ entry, path }) => reviewExemption(entry, path)),
    ...[...expected, ...exemptions].flatMap(({ entry, path }) => lapsed(entry.until, { path, today })),
  ];
}

interface Entry<T> {
  readonly entry: T;
  readonly path: PolicyPath;
}

function validEntries<T>(file: unknown, section: string, schema: z.ZodType<T>): Entry<T>[] {
  const entries = valueAt(file, [section]);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((value: unknown, index) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? [{ entry: parsed.data, path: [section, index] }] : [];
  });
}

function repeated(named: readonly { readonly name: string; readonly path: PolicyPath }[]): LocatedProblem[] {
  const first = new Map<string, PolicyPath>();
  return named.flatMap(({ name, path }) => {
    const earlier = first.get(name);
    if (earlier === undefined) {
      first.set(name, path);
      return [];
    }
    const message = `Remove ${renderPath(path)}: ${renderPath(earlier)} says ${JSON.stringify(name)} already`;
    return [{ path, severity: 'error', message }];
  });
}

function reviewExpectation(expectation: Expectation, path: PolicyPath): LocatedProblem[] {
  const at = (key: keyof Expectation) => each(expectation[key], [...path, key]);
  return [
    ...contradiction(expectation, path),
    ...tooManyRows(expectation, path),
    ...at('role').flatMap(({ pattern, path: where }) => wrongArn(pattern, { path: where, kind: 'role' })),
    ...at('subjects').flatMap((one) => loose(one, looseSubject)),
    ...[...at('organization'), ...at('repository')].flatMap((one) => loose(one, looseName)),
  ];
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

function reviewExemption(exemption: Exemption, path: PolicyPath): LocatedProblem[] {
  const where = [...path, 'match'];
  const given = Object.values(exemption.match).filter((value) => value !== undefined);
  if (given.length === 0) {
    const message = `Add "key_id", "actor", "account" or "resource" to ${renderPath(where)}: an exemption says what it is for`;
    return [{ path: where, severity: 'error', message }];
  }
  if (!given.every((value) => each(value, where).some(({ pattern }) => /^\*+$/.test(pattern)))) return [];
  const message = `Narrow ${renderPath(where)}: it covers every finding of ${exemption.rule}`;
  return [{ path: where, severity: 'warning', message }];
}

function lapsed(
  until: string | undefined,
  { path, today }: { readonly path: PolicyPath; readonly today: string },
): LocatedProblem[] {
  // Days of this form compare as text.
  if (until === undefined || until >= today) return [];
  const message = `Renew or remove ${renderPath(path)}: it ended on ${until} and no longer counts`;
  return [{ path: [...path, 'until'], severity: 'warning', message }];
}

/** An ARN that no role or user can have would silently match nothing. */
function wrongArn(
  pattern: string,
  { path, kind }: { readonly path: PolicyPath; readonly kind: 'role' | 'user' },
): LocatedProblem[] {
  const isOther = pattern.startsWith('arn:') && !/[*?]/.test(pattern) && !pattern.includes(`:${kind}/`);
  if (!isOther && !pattern.includes(':assumed-role/')) return [];
  const message = `Correct ${renderPath(path)}: found ${JSON.stringify(pattern)}, wanted the ${kind}'s own ARN (arn:aws:iam::ACCOUNT:${kind}/NAME) or its name`;
  return [{ path, severity: 'error', message }];
}

interface Placed {
  readonly pattern: string;
  readonly path: PolicyPath;
}

const each = (value: OneOrMany | undefined, path: PolicyPath): Placed[] =>
  typeof value === 'string'
    ? [{ pattern: value, path }]
    : (value ?? []).map((pattern, index) => ({ pattern, path: [...path, index] }));

function loose({ pattern, path }: Placed, judge: (pattern: string) => string | null): LocatedProblem[] {
  const reason = judge(pattern);
  if (reason === null) return [];
  return [{ path, severity: 'warning', message: `Narrow ${renderPath(path)} ${JSON.stringify(pattern)}: ${reason}` }];
}

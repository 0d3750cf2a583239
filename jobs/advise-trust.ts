import type { FoundRole } from '../core/advice/role.ts';
import { type ObservedSubject, readRepositoryIds } from '../core/advice/trust/observed-subject.ts';
import { planTrust } from '../core/advice/trust/plan-trust.ts';
import { readTrustPolicy, type TrustStatement } from '../core/advice/trust/read-trust-policy.ts';
import type { OtherWay, RoleTrustAdvice, TrustPolicySource } from '../core/advice/trust/role-trust-advice.ts';
import type { IssuerFamilies } from '../core/origin/issuer.ts';
import { matchesStringLike } from '../core/origin/string-like.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { type AdviceSource, daysOfSource, readSubjects, textOf, windowOf } from './advise-inputs.ts';
import { findRole } from './find-role.ts';

/** Repositories whose ids are looked up. */
const repositoriesMax = 100_000;

/**
 * The narrower trust policy of a role.
 * **shape**: `document` is today's policy as a file has it; null reads the one last written from the lake.
 * **errors**: `wrong_use` when the role is unknown, the document is none, or nobody took the role: nothing is made up.
 */
export async function adviseTrust(
  source: AdviceSource,
  options: {
    readonly role: string;
    readonly document: string | null;
    readonly families: IssuerFamilies;
    readonly anyTag: boolean;
    /** Subjects, `*` and `?` allowed, that came and are not wanted. */
    readonly exceptions: readonly string[];
  },
): Promise<RoleTrustAdvice> {
  const role = await findRole(source, options.role);
  const { subjects, isCut } = await readSubjects(source, role.arn);
  const isExcepted = ({ subject }: ObservedSubject): boolean =>
    options.exceptions.some((pattern) => matchesStringLike(pattern, subject));
  const came = subjects.filter(({ sessions }) => sessions > 0);
  const observed = came.filter((one) => !isExcepted(one));
  const excepted = came.filter(isExcepted);
  const refused = subjects.filter(({ refused: count }) => count > 0);
  const otherWays = await readOtherWays(source, role.arn);
  if (observed.length === 0) throw nothingObserved(source, { role, refused, otherWays, excepted });
  const today = await readToday(source, role, options.document);
  const ids = await source.engine.query(source.sql.get('advise/immutable_subjects'), {
    ...windowOf(source),
    rows_max: repositoriesMax,
  });
  const advice = planTrust({
    statements: today.statements,
    observed,
    accountId: role.accountId,
    partition: role.partition,
    repositoryIds: readRepositoryIds(ids.flatMap((row) => textOf(row, 'subject') ?? [])),
    families: options.families,
    anyTag: options.anyTag,
  });
  return {
    ...daysOfSource(source),
    role,
    source: today.source,
    observed,
    excepted,
    refused,
    otherWays,
    isCut,
    advice,
  };
}

async function readOtherWays(source: AdviceSource, roleArn: string): Promise<OtherWay[]> {
  const rows = await source.engine.query(source.sql.get('advise/other_ways'), {
    ...windowOf(source),
    role_arn: roleArn,
  });
  return rows.map((row) => ({
    exchangeKind: textOf(row, 'exchange_kind') ?? 'unknown',
    caller: textOf(row, 'caller'),
    sessions: Number(row['sessions'] ?? 0),
  }));
}

async function readToday(
  source: AdviceSource,
  role: FoundRole,
  document: string | null,
): Promise<{ statements: readonly TrustStatement[] | null; source: TrustPolicySource }> {
  const from = (kind: TrustPolicySource['kind']): TrustPolicySource => ({ kind, writtenAt: null, writtenBy: null });
  if (document !== null) return { statements: parse(document, 'the file'), source: from('file') };
  const [row] = await source.engine.query(source.sql.get('advise/latest_trust_policy'), {
    account_id: role.accountId,
    role_name: role.name,
    window_end_at: source.windowEndAt,
  });
  const text = textOf(row, 'policy_document');
  if (textOf(row, 'change') === 'delete_role') return { statements: null, source: from('deleted') };
  if (text === null) return { statements: null, source: from('unknown') };
  return {
    statements: parse(text, 'the policy that the trail holds'),
    source: { kind: 'trail', writtenAt: textOf(row, 'event_time'), writtenBy: textOf(row, 'written_by') },
  };
}

function parse(text: string, what: string): readonly TrustStatement[] {
  const { statements, problem } = readTrustPolicy(text);
  if (statements !== null) return statements;
  throw new SubtrailError('wrong_use', `Read today's trust policy: ${what} is none: ${problem}`);
}

function nothingObserved(
  { windowStartAt, windowEndAt }: AdviceSource,
  found: {
    readonly role: FoundRole;
    readonly refused: readonly ObservedSubject[];
    readonly otherWays: readonly OtherWay[];
    readonly excepted: readonly ObservedSubject[];
  },
): SubtrailError {
  const day = (at: Date): string => at.toISOString().slice(0, 10);
  const refused = found.refused.reduce((sum, one) => sum + one.refused, 0);
  const others = found.otherWays.reduce((sum, one) => sum + one.sessions, 0);
  const excepted = found.excepted.reduce((sum, one) => sum + one.sessions, 0);
  const facts = [
    ...(excepted > 0 ? [`${excepted} times by those excepted`] : []),
    ...(refused > 0 ? [`${refused} exchanges were refused`] : []),
    ...(others > 0 ? [`it was taken in other ways: ${others} times`] : []),
  ];
  return new SubtrailError(
    'wrong_use',
    `Advise on the trust of ${found.role.arn}: nobody took it with a web identity from ${day(windowStartAt)} to ${day(new Date(windowEndAt.getTime() - 1))}${facts.length === 0 ? '' : ` (${facts.join('; ')})`}, so there is nothing to narrow it to. Look further back with --since`,
  );
}

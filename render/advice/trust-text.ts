import { toPolicyJson, trustPolicyCharactersMax } from '../../core/advice/policy-value.ts';
import type { AdmittedShape } from '../../core/advice/trust/group-subjects.ts';
import {
  classicRepository,
  type ObservedSubject,
  readRepositoryIds,
  withRepositoryIds,
} from '../../core/advice/trust/observed-subject.ts';
import type { RoleTrustAdvice } from '../../core/advice/trust/role-trust-advice.ts';
import type { LayoutOptions } from '../terminal/table.ts';
import { counted, daysOf, firstOf, type PageBlock, renderPage } from './page.ts';
import { shellWord } from './shell-text.ts';

/** Lines of one list: the rest is counted. */
const linesMax = 25;
/** Sessions of a subject up to which it may be there by accident. */
const rareSessionsMax = 2;

/** The narrower trust policy of a role for people. Ends in a newline. */
export function renderTrustText(found: RoleTrustAdvice, options: LayoutOptions): string {
  const { role, advice, observed } = found;
  const sessions = observed.reduce((sum, one) => sum + one.sessions, 0);
  const broader = advice.broader.map(
    ({ severity, statement, text }) => `statement ${statement}: ${text}${severity === null ? '' : `  (${severity})`}`,
  );
  const issuers = [...new Set(advice.shapes.map(whereFrom))];
  return renderPage(
    [
      { title: `Trust of ${role.arn}` },
      {
        facts: [
          ['looked at', `${daysOf(found)}: ${counted(sessions, 'session')} with a web identity`],
          ["today's policy", sourceWords(found)],
          ...(issuers.length === 1 ? [['from', issuers[0] ?? ''] as const] : []),
        ],
      },
      ...tableOf(advice.shapes, issuers.length > 1),
      ...section('Broader than used', firstOf(broader, linesMax)),
      { title: 'The narrower policy' },
      { code: toPolicyJson(advice.policy, 2) },
      ...section('Read before you use it', remarksOf(found)),
      ...section('Refused', refusedOf(found)),
      {
        text: 'Keep the JSON with --format json > trust.json, then put it in place; --format terraform writes the same for Terraform:',
      },
      {
        code: `aws iam update-assume-role-policy --role-name ${shellWord(role.name)} --policy-document file://trust.json`,
      },
    ],
    options,
  );
}

const section = (title: string, list: readonly string[]): PageBlock[] =>
  list.length === 0 ? [] : [{ title }, { list }];

const isSeen = ({ companionOf }: AdmittedShape): boolean => companionOf === null;

const whereFrom = ({ issuer, audiences }: AdmittedShape): string =>
  `${issuer}, for ${audiences.length === 0 ? 'an audience that no event shows' : audiences.join(', ')}`;

function tableOf(shapes: readonly AdmittedShape[], showsIssuer: boolean): PageBlock[] {
  const seen = shapes.filter(isSeen);
  const rows = seen.slice(0, linesMax).map((shape) => ({
    'who came': shape.value,
    sessions: shape.sessions,
    last: shape.lastEventAt.slice(0, 10),
    ...(showsIssuer ? { from: whereFrom(shape) } : {}),
  }));
  return [{ table: rows }, ...(seen.length > linesMax ? [{ text: `and ${seen.length - linesMax} more` }] : [])];
}

function sourceWords({ source, advice }: RoleTrustAdvice): string {
  if (source.kind === 'file') return 'the file given';
  if (source.kind === 'deleted') return 'none: the role was deleted since';
  if (source.kind === 'unknown') {
    return 'not in the lake: it was written before the first delivery. Give it with --file, see below';
  }
  const by = source.writtenBy === null ? '' : ` by ${source.writtenBy}`;
  const kept = advice.kept.length === 0 ? '' : `; kept as they are: statement ${advice.kept.join(', ')}`;
  return `written ${(source.writtenAt ?? '').slice(0, 16).replace('T', ' ')} UTC${by}${kept}`;
}

/** What the policy does not say of itself: what is likely missing, what is rare, and what it cannot know. */
export function remarksOf(found: RoleTrustAdvice): string[] {
  const { advice, source, otherWays } = found;
  const seen = advice.shapes.filter(isSeen);
  const companions = advice.shapes.filter(({ companionOf }) => companionOf !== null);
  const rare = seen.filter(({ sessions }) => sessions <= rareSessionsMax);
  const tags = seen.filter(({ refKind, value }) => refKind === 'tag' && !value.endsWith('*'));
  const pulls = seen.filter(({ refKind }) => refKind === 'pull_request');
  const sampled = found.observed.filter((one) => one.subjects > one.sessions && one.subjects > 200);
  return [
    ...(source.kind === 'unknown'
      ? [
          `Statements for other principals are not known and not in it. See today's policy with: aws iam get-role --role-name ${shellWord(found.role.name)} --query Role.AssumeRolePolicyDocument > today.json, and give it with --file today.json`,
        ]
      : []),
    ...otherWays.map(
      ({ exchangeKind, caller, sessions }) =>
        `The role was also taken by ${exchangeKind} ${counted(sessions, 'time')}, by ${caller ?? 'an unknown caller'}${source.kind === 'unknown' ? ': the policy needs a statement for that' : ''}`,
    ),
    ...rare.map(({ value, sessions, organization }) => {
      const strange = isAlone(organization, seen) ? ', and nobody else here is of its organization' : '';
      const times = sessions === 1 ? 'once' : `${sessions} times`;
      return `${value} came only ${times}${strange}: does it belong here? --except ${shellWord(value)} leaves it out`;
    }),
    ...inBothForms(seen).map(
      (value) =>
        `${value} also came in the form with ids: take it out once it no longer comes, for whoever gets the name later would have it too`,
    ),
    ...pulls.map(({ value }) => `${value} is a pull request: whoever can open one can take this role`),
    ...(tags.length > 0
      ? [
          `${tags.length === 1 ? 'One tag is' : `${tags.length} tags are`} named: the next release is refused. --any-tag writes a pattern for tags to come`,
        ]
      : []),
    ...companions.map(
      ({ value, companionOf }) =>
        `${value} was not seen: it is ${companionOf} in the form with ids, for the time when GitHub issues that`,
    ),
    ...(advice.withoutIds.length > 0
      ? [
          `GitHub will name ${firstOf(advice.withoutIds, 8).join(', ')} with ids once renamed, transferred or opted in, and the ids are not in the lake. See them with: gh api repos/OWNER/REPOSITORY --jq '.owner.id, .id', and add the form repo:OWNER@OWNER_ID/REPOSITORY@REPOSITORY_ID:…`,
        ]
      : []),
    ...advice.withoutAudience.map(
      (issuer) => `No event shows the audience of ${issuer}: add a condition on ${issuer}:aud if it has none`,
    ),
    ...(advice.characters > trustPolicyCharactersMax
      ? [
          `It has ${counted(advice.characters, 'character')}; IAM takes ${trustPolicyCharactersMax.toLocaleString('en')} of a trust policy until the quota is raised`,
        ]
      : []),
    ...(sampled.length > 0
      ? ['Of subjects that differ with every run, the newest 200 were compared with the policy']
      : []),
    ...(found.isCut ? ['There are more subjects than are read: this is a role for everybody'] : []),
    ...(advice.isSound
      ? []
      : ['"subtrail detect" would still call it broad: see the audience and the kept statements']),
  ];
}

/** Classic subjects of GitHub whose form with ids came as well. */
function inBothForms(seen: readonly AdmittedShape[]): string[] {
  const ids = readRepositoryIds(seen.map(({ example }) => example));
  const values = new Set(seen.map(({ example }) => example));
  return seen.flatMap(({ issuer, example, value }) => {
    const found = ids.get(classicRepository(issuer, example) ?? '');
    return found !== undefined && values.has(withRepositoryIds(example, found)) ? [value] : [];
  });
}

/** Whether an organization is only seen in one shape, among several of others. */
const isAlone = (organization: string | null, shapes: readonly AdmittedShape[]): boolean =>
  organization !== null && shapes.length > 1 && shapes.filter((one) => one.organization === organization).length === 1;

const nameSubject = (one: ObservedSubject): string =>
  `${one.subject}  (${one.issuer}, for ${one.audience ?? 'unknown'})`;

/** Subjects that came and that the narrower policy or today's refuses. */
export function refusalsOf({ advice, excepted }: RoleTrustAdvice): string[] {
  return [
    ...advice.refusedNarrow.map((one) => `By the narrower policy: a kept Deny refuses ${nameSubject(one)}, which came`),
    ...excepted.map((one) => `By the narrower policy, as you asked: ${nameSubject(one)}, which came`),
    ...advice.refusedToday.map(
      (one) =>
        `By today's policy, which is younger: ${nameSubject(one)}. If that is meant, take its statement out again`,
    ),
  ];
}

function refusedOf(found: RoleTrustAdvice): string[] {
  const { advice, refused, excepted } = found;
  const others = excepted.length === 0 ? 'those who came' : 'the others who came';
  return [
    ...(advice.refusedNarrow.length === 0 ? [`By the narrower policy: none of ${others}`] : []),
    ...firstOf(refusalsOf(found), linesMax),
    ...firstOf(
      refused.map(
        (one) => `By AWS in these days, ${counted(one.refused, 'time')}: ${nameSubject(one)}. It is not in the policy`,
      ),
      linesMax,
    ),
  ];
}

import { type IssuerFamilies, issuerFamily } from './issuer.ts';
import { parseSubject } from './subject.ts';

/** A part of a subject: text that stays, or `wildcard` where every run puts something else, in `StringLike`'s signs. */
export type ShapePart = { readonly text: string } | { readonly wildcard: string };

/**
 * What all subjects of one job have in common, in order. Without a wildcard it is the subject itself.
 * A wildcard stands where the grammar of the issuer has a commit, a step, a user or a sandbox, and nowhere else.
 */
export type SubjectShape = readonly ShapePart[];

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** An id of known length is held to its length, so that nothing longer, such as a further segment, fits in its place. */
const idWildcard = (id: string): string => (uuid.test(id) ? '????????-????-????-????-????????????' : '*');

type Reader = (subject: string, stable: string) => SubjectShape | null;

const behind =
  (separator: string, wildcard: (rest: string) => string): Reader =>
  (subject, stable) => {
    const head = `${stable}${separator}`;
    return subject.startsWith(head) ? [{ text: head }, { wildcard: wildcard(subject.slice(head.length)) }] : null;
  };

const readers: Readonly<Record<string, Reader>> = {
  bitbucket: (subject) => {
    const [, head, step] = /^(.+:\{)([0-9a-f-]+)\}$/i.exec(subject) ?? [];
    return head === undefined || step === undefined
      ? null
      : [{ text: head }, { wildcard: idWildcard(step) }, { text: '}' }];
  },
  buildkite: (subject, stable) => {
    const head = `${stable}:commit:`;
    if (!subject.startsWith(head)) return null;
    const hasStep = subject.includes(':step:', head.length);
    return [{ text: head }, { wildcard: '*' }, ...(hasStep ? [{ text: ':step:' }, { wildcard: '*' }] : [])];
  },
  circleci: (subject) => {
    const [, head, user, tail] = /^(org\/[^/]+\/project\/[^/]+\/user\/)([^/]+)(\/[\s\S]*)?$/.exec(subject) ?? [];
    if (head === undefined || user === undefined) return null;
    return [{ text: head }, { wildcard: idWildcard(user) }, ...(tail === undefined ? [] : [{ text: tail }])];
  },
  codefresh: behind(':', () => '*'),
  depot: behind('/sandbox/', idWildcard),
};

/**
 * The shape of a subject by the grammar of its issuer: the subjects that fit it have the same stable subject.
 * **shape**: `anyTag` puts a wildcard for the name of a tag too, so that the tags to come fit. Never throws.
 */
export function subjectShape(options: {
  readonly issuer: string;
  readonly subject: string;
  readonly families: IssuerFamilies;
  readonly anyTag?: boolean;
}): SubjectShape {
  const { issuer, subject, families } = options;
  const columns = parseSubject({ issuer, subject, audience: null, families });
  const stable = columns.stable_subject ?? subject;
  const read = stable === subject ? undefined : readers[issuerFamily(issuer, families) ?? ''];
  const shape = read?.(subject, stable) ?? [{ text: subject }];
  const tag = options.anyTag === true && columns.ci_ref_kind === 'tag' ? columns.ci_ref : null;
  return tag === null || tag === '' ? shape : shape.flatMap((part) => openTag(part, tag));
}

/** A tag's name ends a part, or stands before the commit. */
function openTag(part: ShapePart, tag: string): ShapePart[] {
  if (!('text' in part)) return [part];
  const end = ['', ':commit:'].find((tail) => part.text.endsWith(`${tag}${tail}`));
  if (end === undefined) return [part];
  const parts = [{ text: part.text.slice(0, -(tag.length + end.length)) }, { wildcard: '*' }];
  return end === '' ? parts : [...parts, { text: end }];
}

/** Whether only one subject has this shape. */
export const isOneSubject = (shape: SubjectShape): boolean => shape.every((part) => 'text' in part);

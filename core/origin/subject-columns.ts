/** How much of a subject its grammar explains. `opaque`: the issuer is known, the subject tells nothing more. */
export type ParseStatus = 'parsed' | 'partial' | 'opaque' | 'unknown_issuer';

/** What a subject says about its job: the lake's CI columns but for the run. `null` where the subject does not say. */
export interface SubjectColumns {
  readonly ci_platform: string | null;
  readonly ci_organization: string | null;
  readonly ci_repository: string | null;
  readonly ci_repository_id: string | null;
  readonly ci_ref_kind: string | null;
  readonly ci_ref: string | null;
  readonly ci_environment: string | null;
  readonly ci_workflow: string | null;
  readonly ci_trigger: string | null;
  readonly ci_phase: string | null;
  readonly ci_parse_status: ParseStatus;
  readonly stable_subject: string | null;
}

/**
 * What a family's grammar finds. `status` says whether it explains the whole subject; `stable_subject` is only given
 * where it is not the subject itself.
 */
export type ParsedSubject = Partial<Omit<SubjectColumns, 'ci_platform' | 'ci_parse_status'>> & {
  readonly status: ParseStatus;
};

/** What a grammar answers that cannot read a subject. */
export const opaque: ParsedSubject = { status: 'opaque' };

/** One issuer family's grammar. Never throws, whatever the text. */
export type SubjectGrammar = (subject: string) => ParsedSubject;

/** Ref kind and bare name from a full git ref; a name that is not a full ref stays as it is, with no kind. */
export function refColumns(ref: string): { ci_ref_kind: string | null; ci_ref: string } {
  if (ref.startsWith('refs/heads/')) return { ci_ref_kind: 'branch', ci_ref: ref.slice('refs/heads/'.length) };
  if (ref.startsWith('refs/tags/')) return { ci_ref_kind: 'tag', ci_ref: ref.slice('refs/tags/'.length) };
  const pull = /^refs\/pull\/(\d+)(?:\/|$)/.exec(ref);
  if (pull?.[1] !== undefined) return { ci_ref_kind: 'pull_request', ci_ref: pull[1] };
  return { ci_ref_kind: null, ci_ref: ref };
}

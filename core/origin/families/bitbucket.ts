import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Bitbucket: `{repository}:{step}` or `{repository}:{environment}:{step}`, all UUIDs in braces. */
export const parseBitbucket: SubjectGrammar = (subject) => {
  const [, repository, environment] = /^(\{[0-9a-f-]+\})(?::(\{[0-9a-f-]+\}))?:\{[0-9a-f-]+\}$/i.exec(subject) ?? [];
  if (repository === undefined) return opaque;
  const stable_subject = environment === undefined ? repository : `${repository}:${environment}`;
  return { status: 'parsed', ci_repository_id: repository, ci_environment: environment ?? null, stable_subject };
};

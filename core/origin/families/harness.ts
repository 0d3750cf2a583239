import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Harness: `account/A:org/O:project/P`. */
export const parseHarness: SubjectGrammar = (subject) => {
  const [, , organization, project] = /^account\/([^:]+):org\/([^:]+):project\/([\s\S]+)$/.exec(subject) ?? [];
  if (organization === undefined || project === undefined) return opaque;
  return { status: 'parsed', ci_organization: organization, ci_repository: `${organization}/${project}` };
};

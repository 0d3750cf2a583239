import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Namespace: begins with the workspace id; what follows is not documented. */
export const parseNamespace: SubjectGrammar = (subject) => {
  const slash = subject.indexOf('/');
  return slash > 0 ? { status: 'partial', ci_organization: subject.slice(0, slash) } : opaque;
};

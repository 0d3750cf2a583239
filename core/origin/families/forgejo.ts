import type { SubjectGrammar } from '../subject-columns.ts';
import { parseGitHubActions } from './github-actions.ts';

/** Forgejo: expected to be like GitHub Actions, but not documented; so never more than partial. */
export const parseForgejo: SubjectGrammar = (subject) => {
  const columns = parseGitHubActions(subject);
  return columns.status === 'parsed' ? { ...columns, status: 'partial' } : columns;
};

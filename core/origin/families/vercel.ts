import { splitOnKeys } from '../split-on-keys.ts';
import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Vercel: `owner:TEAM:project:P:environment:E`. The running application has such a token too, not only builds. */
export const parseVercel: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, ['owner', 'project', 'environment']);
  const owner = claims?.get('owner');
  const project = claims?.get('project');
  if (claims === null || owner === undefined || project === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: owner,
    ci_repository: `${owner}/${project}`,
    ci_environment: claims.get('environment') ?? null,
  };
};

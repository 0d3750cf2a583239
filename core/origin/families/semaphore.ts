import { splitOnKeys } from '../split-on-keys.ts';
import { opaque, refColumns, type SubjectGrammar } from '../subject-columns.ts';

/** Semaphore: `org:O:project:UUID:repo:R:ref_type:T:ref:REF`. */
export const parseSemaphore: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, ['org', 'project', 'repo', 'ref_type', 'ref']);
  const organization = claims?.get('org');
  const repository = claims?.get('repo');
  if (claims === null || organization === undefined || repository === undefined) return opaque;
  const ref = claims.get('ref');
  const kind = claims.get('ref_type')?.replace('-', '_') ?? null;
  return {
    status: 'parsed',
    ci_organization: organization,
    ci_repository: `${organization}/${repository}`,
    ci_repository_id: claims.get('project') ?? null,
    ...(ref === undefined ? {} : refColumns(ref)),
    ...(kind === null ? {} : { ci_ref_kind: kind }),
  };
};

import { splitOnKeys } from '../split-on-keys.ts';
import { opaque, refColumns, type SubjectGrammar } from '../subject-columns.ts';

/** Buildkite: `organization:O:pipeline:P:ref:R:commit:SHA:step:KEY`; a bare id where the token asks for one claim only. */
export const parseBuildkite: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, ['organization', 'pipeline', 'ref', 'commit', 'step']);
  const organization = claims?.get('organization');
  const pipeline = claims?.get('pipeline');
  if (claims === null || organization === undefined || pipeline === undefined) return opaque;
  const ref = claims.get('ref');
  return {
    status: 'parsed',
    ci_organization: organization,
    ci_repository: `${organization}/${pipeline}`,
    ci_workflow: claims.get('step') === '' ? null : (claims.get('step') ?? null),
    ...(ref === undefined ? {} : refColumns(ref)),
    stable_subject: `organization:${organization}:pipeline:${pipeline}${ref === undefined ? '' : `:ref:${ref}`}`,
  };
};

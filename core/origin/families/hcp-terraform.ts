import { splitOnKeys } from '../split-on-keys.ts';
import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** HCP Terraform: `organization:O:project:P:workspace:W:run_phase:plan|apply`; names hold spaces, old tokens no project. */
export const parseHcpTerraform: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, ['organization', 'project', 'workspace', 'stack', 'deployment', 'run_phase']);
  const organization = claims?.get('organization');
  const unit = claims?.get('workspace') ?? claims?.get('stack');
  if (claims === null || organization === undefined || unit === undefined) return opaque;
  const phase = claims.get('run_phase');
  return {
    status: claims.has('stack') ? 'partial' : 'parsed',
    ci_organization: organization,
    ci_repository: `${organization}/${unit}`,
    ci_workflow: claims.get('project') ?? null,
    ci_environment: claims.get('deployment') ?? null,
    ci_phase: phase ?? null,
  };
};

import { splitOnKeys } from '../split-on-keys.ts';
import type { SubjectGrammar } from '../subject-columns.ts';

const opaque = { status: 'opaque' } as const;

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

/** Spacelift: `space:S:stack|module:ID:run_type:T:scope:read|write`; templates can say anything else. */
export const parseSpacelift: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, ['space', 'stack', 'module', 'run_type', 'scope']);
  const space = claims?.get('space');
  const unit = claims?.get('stack') ?? claims?.get('module');
  if (claims === null || space === undefined || unit === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: space,
    ci_repository: unit,
    ci_trigger: claims.get('run_type') ?? null,
    ci_phase: claims.get('scope') ?? null,
  };
};

/** Scalr: `account:A:environment:E:workspace:W`. */
export const parseScalr: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, ['account', 'environment', 'workspace']);
  const account = claims?.get('account');
  const workspace = claims?.get('workspace');
  if (claims === null || account === undefined || workspace === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: account,
    ci_repository: `${account}/${workspace}`,
    ci_environment: claims.get('environment') ?? null,
  };
};

/** env0: one opaque id for the organization; projects are in the session tags only. */
export const parseEnv0: SubjectGrammar = () => opaque;

/** Harness: `account/A:org/O:project/P`. */
export const parseHarness: SubjectGrammar = (subject) => {
  const [, , organization, project] = /^account\/([^:]+):org\/([^:]+):project\/([\s\S]+)$/.exec(subject) ?? [];
  if (organization === undefined || project === undefined) return opaque;
  return { status: 'parsed', ci_organization: organization, ci_repository: `${organization}/${project}` };
};

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

/** Kubernetes, EKS included: `system:serviceaccount:NAMESPACE:NAME`. Of a shared runner it names the host, not the job. */
export const parseKubernetes: SubjectGrammar = (subject) => {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject) ?? [];
  if (namespace === undefined || name === undefined) return opaque;
  return { status: 'parsed', ci_organization: namespace, ci_workflow: `${namespace}/${name}` };
};

/** Google, Cognito and AWS itself: an id or an ARN that says nothing about a job. */
export const parseIdentityOnly: SubjectGrammar = () => opaque;

import { splitOnKeys } from '../split-on-keys.ts';
import { refColumns, type SubjectGrammar } from '../subject-columns.ts';

const opaque = { status: 'opaque' } as const;

/** Bitbucket: `{repository}:{step}` or `{repository}:{environment}:{step}`, all UUIDs in braces. */
export const parseBitbucket: SubjectGrammar = (subject) => {
  const [, repository, environment] = /^(\{[0-9a-f-]+\})(?::(\{[0-9a-f-]+\}))?:\{[0-9a-f-]+\}$/i.exec(subject) ?? [];
  if (repository === undefined) return opaque;
  const stable_subject = environment === undefined ? repository : `${repository}:${environment}`;
  return { status: 'parsed', ci_repository_id: repository, ci_environment: environment ?? null, stable_subject };
};

/** CircleCI: `org/O/project/P/user/U`, version 2 with `/vcs-origin/…/vcs-ref/…` behind it. */
export const parseCircleCi: SubjectGrammar = (subject) => {
  const [, organization, project, , origin, ref] =
    /^org\/([^/]+)\/project\/([^/]+)\/user\/([^/]+)(?:\/vcs-origin\/([\s\S]+?)\/vcs-ref\/([\s\S]+))?$/.exec(subject) ??
    [];
  if (organization === undefined || project === undefined) return opaque;
  const stable = `org/${organization}/project/${project}`;
  if (origin === undefined || ref === undefined) {
    return { status: 'parsed', ci_organization: organization, ci_repository_id: project, stable_subject: stable };
  }
  const [, owner, name] = /^[^/]+\/(.+)\/([^/]+)$/.exec(origin) ?? [];
  return {
    status: 'parsed',
    ci_organization: owner ?? organization,
    ci_repository: owner === undefined ? origin : `${owner}/${name}`,
    ci_repository_id: project,
    ...refColumns(ref),
    stable_subject: `${stable}/vcs-origin/${origin}/vcs-ref/${ref}`,
  };
};

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

/** Codefresh: `account:A:pipeline:P[:initiator:U][:scm_repo_url:URL:scm_user_name:U:scm_ref:REF…]`. */
export const parseCodefresh: SubjectGrammar = (subject) => {
  const keys = [
    'account',
    'pipeline',
    'initiator',
    'scm_repo_url',
    'scm_user_name',
    'scm_ref',
    'scm_pull_request_target_branch',
  ];
  const claims = splitOnKeys(subject, keys);
  const account = claims?.get('account');
  const pipeline = claims?.get('pipeline');
  if (claims === null || account === undefined || pipeline === undefined) return opaque;
  const isPull = claims.has('scm_pull_request_target_branch');
  const ref = claims.get('scm_ref') ?? null;
  return {
    status: 'parsed',
    ci_organization: account,
    ci_repository: repositoryOfUrl(claims.get('scm_repo_url')) ?? `${account}/${pipeline}`,
    ci_workflow: pipeline,
    ci_ref: ref,
    ci_ref_kind: isPull ? 'pull_request' : ref === null ? null : 'branch',
    ci_trigger: isPull ? 'pull_request' : null,
    stable_subject: `account:${account}:pipeline:${pipeline}`,
  };
};

const repositoryOfUrl = (url: string | undefined): string | null =>
  url === undefined ? null : (/^[a-z]+:\/\/[^/]+\/(.+?)(?:\.git)?\/?$/.exec(url)?.[1] ?? null);

/** Depot: `spiffe://identity.depot.dev/org/O/ci/github/OWNER/REPO/ref/REF/sandbox/ID`. */
export const parseDepot: SubjectGrammar = (subject) => {
  const [, stable, owner, repository, ref] =
    /^(spiffe:\/\/identity\.depot\.dev\/org\/[^/]+\/ci\/github\/([^/]+)\/([^/]+)\/ref\/([\s\S]+?))(?:\/sandbox\/[^/]*)?$/.exec(
      subject,
    ) ?? [];
  if (owner === undefined || ref === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: owner,
    ci_repository: `${owner}/${repository}`,
    ...refColumns(ref),
    stable_subject: stable ?? null,
  };
};

/** Azure DevOps: a service connection `sc://ORG/PROJECT/NAME` or a pipeline `p://ORG/PROJECT/NAME`. */
export const parseAzureDevOps: SubjectGrammar = (subject) => {
  const [, scheme, organization, project, name] = /^(sc|p):\/\/([^/]+)\/([^/]+)\/([\s\S]+)$/.exec(subject) ?? [];
  if (scheme === undefined || organization === undefined || project === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: organization,
    ci_repository: `${organization}/${project}`,
    ci_workflow: name ?? null,
  };
};

/** Jenkins: the job's URL by default, folders as `/job/A/job/B/`. */
export const parseJenkins: SubjectGrammar = (subject) => {
  const [, host, path] = /^https?:\/\/([^/]+)\/(?:[^?#]*?\/)??(job\/[^?#]+?)\/?$/.exec(subject) ?? [];
  if (host === undefined || path === undefined) return opaque;
  const names = path.split('/').filter((_part, index) => index % 2 === 1);
  return { status: 'parsed', ci_organization: host, ci_workflow: names.join('/') };
};

/** Namespace: begins with the workspace id; what follows is not documented. */
export const parseNamespace: SubjectGrammar = (subject) => {
  const slash = subject.indexOf('/');
  return slash > 0 ? { status: 'partial', ci_organization: subject.slice(0, slash) } : opaque;
};

/** RWX: not documented. */
export const parseRwx: SubjectGrammar = () => opaque;

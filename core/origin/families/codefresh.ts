import { splitOnKeys } from '../split-on-keys.ts';
import { opaque, type SubjectGrammar } from '../subject-columns.ts';

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

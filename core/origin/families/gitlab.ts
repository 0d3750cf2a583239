import { splitOnKeys } from '../split-on-keys.ts';
import type { SubjectGrammar } from '../subject-columns.ts';

const pathKeys = ['project_path', 'job_project_path', 'source_project_path'];
const idKeys = ['project_id', 'job_project_id', 'source_project_id'];
const otherKeys = [
  'ref_type',
  'ref',
  'ref_protected',
  'environment_protected',
  'deployment_tier',
  'environment',
  'user_login',
  'namespace_path',
  'pipeline_source',
];

/**
 * GitLab: `project_path:GROUP/PROJECT:ref_type:branch:ref:NAME`, its id forms, and custom components.
 * In a fork's merge request the path names the fork.
 * **source**: GitLab docs, OpenID Connect id tokens; `jwt_v2.rb` joins without escaping (read 2026-11)
 */
export const parseGitLab: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, [...pathKeys, ...idKeys, ...otherKeys]);
  const first = (keys: readonly string[]) =>
    keys.map((key) => claims?.get(key)).find((value) => value !== undefined) ?? null;
  const path = first(pathKeys);
  const id = first(idKeys);
  if (claims === null) return { status: 'opaque' };
  const kind = claims.get('ref_type');
  return {
    status: path === null && id === null ? 'partial' : 'parsed',
    ci_organization: path?.split('/')[0] ?? claims.get('namespace_path')?.split('/')[0] ?? null,
    ci_repository: path,
    ci_repository_id: id,
    ci_ref_kind: kind === 'branch' || kind === 'tag' ? kind : null,
    ci_ref: claims.get('ref') ?? null,
    ci_environment: claims.get('environment') ?? null,
    ci_trigger: claims.get('pipeline_source') ?? null,
  };
};

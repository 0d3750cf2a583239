import { opaque, type ParsedSubject, refColumns, type SubjectGrammar } from '../subject-columns.ts';

/** Claims are named in small letters; an organization names its repository properties as it likes. */
const claimName = /^(?:[a-z_]+|repo_property_[A-Za-z0-9_#$-]+)$/;
const repository = /^([^@/:]+)(?:@(\d+))?\/([^@/:]+)(?:@(\d+))?$/;

/**
 * GitHub Actions: `repo:ORG/REPO:…` with or without immutable ids, or any order of claims of a custom template.
 * `ci_repository` is `org/repo` in every form, so that both forms of one repository compare equal.
 * **source**: GitHub docs, OpenID Connect reference (read 2026-11)
 */
export const parseGitHubActions: SubjectGrammar = (subject) => {
  const claims = readClaims(subject);
  if (claims === null) return parseUnescaped(subject);
  const repo = repository.exec(claims.get('repo') ?? claims.get('repository') ?? '');
  const [, organization, , name, id] = repo ?? [];
  const columns: ParsedSubject = {
    status: repo === null ? 'partial' : 'parsed',
    ci_organization: organization ?? claims.get('repository_owner') ?? null,
    ci_repository: organization !== undefined && name !== undefined ? `${organization}/${name}` : null,
    ci_repository_id: id ?? claims.get('repository_id') ?? null,
    ci_environment: claims.get('environment') ?? null,
    ci_workflow: claims.get('job_workflow_ref') ?? claims.get('workflow_ref') ?? claims.get('workflow') ?? null,
    ci_trigger: claims.get('pull_request') ?? claims.get('event_name') ?? null,
  };
  const ref = claims.get('ref');
  if (ref !== undefined) return { ...columns, ...refColumns(ref) };
  return claims.has('pull_request') ? { ...columns, ci_ref_kind: 'pull_request' } : columns;
};

/** Older enterprise servers write a colon in a value as it is: what comes behind the repository cannot be told apart then. */
function parseUnescaped(subject: string): ParsedSubject {
  const [, repo = ''] = /^repo:([^:]+):/.exec(subject) ?? [];
  const [, organization, , name, id] = repository.exec(repo) ?? [];
  if (organization === undefined || name === undefined) return opaque;
  return {
    status: 'partial',
    ci_organization: organization,
    ci_repository: `${organization}/${name}`,
    ci_repository_id: id ?? null,
  };
}

/** Claims in template order. `pull_request` stands alone, all others have a value. */
function readClaims(subject: string): Map<string, string> | null {
  const parts = subject.split(':');
  const claims = new Map<string, string>();
  for (let at = 0; at < parts.length; ) {
    const key = parts[at] ?? '';
    if (key === 'pull_request') {
      claims.set(key, key);
      at += 1;
      continue;
    }
    const value = parts[at + 1];
    // A claim is there once: the second is part of somebody's value, and could name another's repository.
    if (!claimName.test(key) || value === undefined || claims.has(key)) return null;
    claims.set(key, value.replaceAll(/%3A/gi, ':'));
    at += 2;
  }
  return claims.size > 0 ? claims : null;
}

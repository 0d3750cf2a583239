import { matchesStringLike } from '../origin/string-like.ts';

/** Keys that subjects begin with and whose value names the tenant, with the sign that ends the name. */
const tenantKeys: Readonly<Record<string, string>> = {
  repo: '/',
  project_path: '/',
  job_project_path: '/',
  source_project_path: '/',
  job_workflow_ref: '/',
  repository_owner: ':',
  organization: ':',
  organization_slug: ':',
  org: ':',
  account: ':',
  owner: ':',
};

const onlyWildcards = /^[*?]+$/;

/**
 * Why a raw subject pattern admits more than its author is likely to mean, or null when nothing shows.
 * **shape**: `pattern` has the semantics of IAM's StringLike.
 * **source**: IAM user guide, OIDC federation, examples of `sub` conditions; GitHub, OpenID Connect reference (2026-11)
 */
export function looseSubject(pattern: string): string | null {
  if (onlyWildcards.test(pattern)) return 'it admits every subject of the issuer';
  const key = /^([a-z_]+):/.exec(pattern)?.[1] ?? '';
  const end = tenantKeys[key];
  if (end === undefined) {
    return pattern.startsWith('*')
      ? 'it begins with a wildcard, so any tenant of the issuer can have such a subject'
      : null;
  }
  const value = pattern.slice(key.length + 1);
  return looseTenant(value, { pattern, end }) ?? (end === '/' ? looseProject(value, pattern) : null);
}

/** Why a pattern for a name, such as an organization, admits its neighbours, or null when nothing shows. */
export function looseName(pattern: string): string | null {
  if (onlyWildcards.test(pattern)) return 'it admits every one there is';
  const literal = pattern.slice(0, firstWildcard(pattern));
  if (literal === '' || literal === pattern || literal.endsWith('/')) return null;
  return admits(pattern, pattern.includes('/') ? ['-evil'] : ['-evil', '-evil/any']);
}

function looseTenant(
  value: string,
  { pattern, end }: { readonly pattern: string; readonly end: string },
): string | null {
  const wildcard = firstWildcard(value);
  const nameEnd = value.indexOf(end);
  if (wildcard === value.length || (nameEnd !== -1 && nameEnd < wildcard)) return null;
  const literal = value.slice(0, wildcard);
  if (literal === '') return 'it admits every tenant of the issuer';
  if (/@\d*$/.test(literal)) return 'it admits every later owner of the name: write the whole id after "@"';
  return admits(pattern, ['-evil', `-evil${end}any`]);
}

/** The part after the tenant: `repo:acme/shop*` is `shop-evil` too, but `repo:acme/*` is what it says. */
function looseProject(value: string, pattern: string): string | null {
  const project = value.slice(value.indexOf('/') + 1).split(':')[0] ?? '';
  const literal = project.slice(0, firstWildcard(project));
  if (literal === '' || literal === project || /[/@]$/.test(literal)) return null; // a whole name ends there
  return admits(pattern, ['-evil', '-evil:any']);
}

/** Names a subject that nobody meant and that the pattern admits, to leave no doubt. */
function admits(pattern: string, fillings: readonly string[]): string | null {
  const example = fillings
    .map((filling) =>
      pattern
        .replace(/[*?]/, (first) => (first === '?' ? 'x' : filling))
        .replaceAll('*', '')
        .replaceAll('?', 'x'),
    )
    .find((candidate) => matchesStringLike(pattern, candidate));
  return example === undefined ? null : `it also admits "${example}"`;
}

const firstWildcard = (text: string): number => {
  const at = text.search(/[*?]/);
  return at === -1 ? text.length : at;
};

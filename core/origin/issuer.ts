import { type IssuerFamily, issuerFamilyNames } from './issuer-families.ts';

/** Self-hosted issuers of the policy file: normalised issuer to the name of its grammar family. */
export type IssuerFamilies = ReadonlyMap<string, string>;

/**
 * An issuer as it is compared: without scheme, host in lower case, path and trailing slash kept.
 * Takes a provider ARN, a URL or a bare host; null stays null.
 */
export function normaliseIssuer<T extends string | null>(provider: T): T;
export function normaliseIssuer(provider: string | null): string | null {
  if (provider === null) return null;
  const marker = ':oidc-provider/';
  const at = provider.indexOf(marker);
  const bare = at >= 0 ? provider.slice(at + marker.length) : provider.replace(/^https?:\/\//i, '');
  const slash = bare.indexOf('/');
  return slash < 0 ? bare.toLowerCase() : bare.slice(0, slash).toLowerCase() + bare.slice(slash);
}

/** Issuers whose host and path we know. Tenants have a host or a path of their own with some. */
const knownIssuers: readonly (readonly [RegExp, IssuerFamily])[] = [
  [/^token\.actions\.githubusercontent\.com(\/[^/]+)?$/, 'github_actions'],
  [/^token\.actions\.[a-z0-9-]+\.ghe\.com(\/[^/]+)?$/, 'github_actions'],
  [/^[^/]+\/_services\/token$/, 'github_actions'],
  [/^gitlab\.com$/, 'gitlab'],
  [/^api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc$/, 'bitbucket'],
  [/^oidc\.circleci\.com(\/org\/[^/]+)?$/, 'circleci'],
  [/^agent\.buildkite\.com$/, 'buildkite'],
  [/^app(\.eu)?\.terraform\.io$/, 'hcp_terraform'],
  [/^[a-z0-9-]+\.app(\.us)?\.spacelift\.io$/, 'spacelift'],
  [/^scalr\.io$/, 'scalr'],
  [/^login\.app\.env0\.com\/?$/, 'env0'],
  [/^vstoken\.dev\.azure\.com\/[^/]+$/, 'azure_devops'],
  [/^[a-z0-9-]+\.semaphoreci\.com$/, 'semaphore'],
  [/^([a-z0-9-]+\.)+harness\.io\/ng\/api\/oidc\/account\/[^/]+$/, 'harness'],
  [/^oidc\.vercel\.com(\/[^/]+)?$/, 'vercel'],
  [/^oidc\.codefresh\.io$/, 'codefresh'],
  [/^identity\.depot\.dev$/, 'depot'],
  [/^federation\.namespaceapis\.com$/, 'namespace'],
  [/^cloud\.rwx\.com\/mint$/, 'rwx'],
  [/^[^/]+\/api\/actions$/, 'forgejo'],
  [/^oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\/[0-9A-Fa-f]+$/, 'kubernetes'],
  [/^accounts\.google\.com$/, 'google'],
  [/^[a-z0-9-]+\.tokens\.sts\.global\.api\.aws$/, 'aws_outbound'],
  [/^cognito-identity\.amazonaws\.com$/, 'cognito'],
];

/**
 * The grammar family of a normalised issuer, null when nobody knows it. The policy's word goes first.
 * **source**: each vendor's OIDC documentation (read 2026-11)
 */
export function issuerFamily(issuer: string | null, families: IssuerFamilies): IssuerFamily | null {
  if (issuer === null) return null;
  const mapped = families.get(issuer);
  const named = issuerFamilyNames.find((name) => name === mapped);
  return named ?? knownIssuers.find(([pattern]) => pattern.test(issuer))?.[1] ?? null;
}

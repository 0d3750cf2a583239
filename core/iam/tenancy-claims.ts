import { issuerFamily } from '../origin/issuer.ts';

/**
 * Which claims of an issuer's tokens say whose token it is.
 * **shape**: any one of `claims` is enough, in lower case. `isShared`: strangers get tokens from the same issuer URL, so that
 * a role without such a condition is open to them; otherwise only to the rest of the tenant.
 */
export interface TenancyClaims {
  readonly isShared: boolean;
  readonly claims: readonly string[];
}

const github = ['sub', 'repository', 'repository_id', 'repository_owner_id', 'enterprise_id', 'job_workflow_ref'];
const gitlab = ['sub', 'namespace_id', 'project_id'];
const buildkite = ['sub', 'organization_id', 'organization_slug', 'pipeline_id'];
const subject = ['sub'];
const subjectOrAudience = ['sub', 'aud'];

/** Issuers that serve everybody under one URL. */
const sharedIssuers: Readonly<Record<string, readonly string[]>> = {
  'token.actions.githubusercontent.com': github,
  'vstoken.actions.githubusercontent.com': subject,
  'oidc-configuration.audit-log.githubusercontent.com': subject,
  'gitlab.com': gitlab,
  'app.terraform.io': subject,
  'app.eu.terraform.io': subject,
  'agent.buildkite.com': buildkite,
  'oidc.codefresh.io': subject,
  'scalr.io': subject,
  'studio.datachain.ai/api': subject,
  'tokens.cloud.shisho.dev': subject,
  'proidc.upbound.io': subject,
  'login.app.env0.com': subject,
  'login.app.env0.com/': subject,
  'identity.depot.dev': subject,
  'federation.namespaceapis.com': subject,
  'cloud.rwx.com/mint': subject,
  'oidc.circleci.com': subjectOrAudience,
  'oidc.vercel.com': subjectOrAudience,
  'api.pulumi.com/oidc': subjectOrAudience,
  'sandboxes.cloud': subjectOrAudience,
  'accounts.google.com': [...subjectOrAudience, 'oaud', 'google/organization_number'],
  'www.amazon.com': ['app_id', 'user_id', 'aud', 'sub'],
  'graph.facebook.com': ['app_id', 'id', 'aud', 'sub'],
  'cognito-identity.amazonaws.com': ['aud', 'sub'],
};

/** Claims beside the subject that narrow the issuers with one URL for each tenant. */
const tenantIssuers: readonly (readonly [string, readonly string[]])[] = [
  ['github_actions', github],
  ['gitlab', gitlab],
  ['circleci', ['sub', 'oidc.circleci.com/project-id']],
];

/**
 * What has to stand in a trust policy for this issuer. An issuer that nobody knows counts as a tenant's own.
 * **shape**: `issuer` as `normaliseIssuer` gives it.
 * **source**: IAM user guide, identity-provider controls for shared OIDC providers; STS condition keys (read 2026-11)
 */
export function tenancyClaims(issuer: string): TenancyClaims {
  const shared = sharedIssuers[issuer];
  if (shared !== undefined && Object.hasOwn(sharedIssuers, issuer)) return { isShared: true, claims: shared };
  const family = issuerFamily(issuer, new Map());
  return { isShared: false, claims: tenantIssuers.find(([name]) => name === family)?.[1] ?? subject };
}

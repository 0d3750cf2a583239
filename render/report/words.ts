/** Origin kinds in the order in which the report shows them, with their names. */
export const kindNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    web_identity: 'OIDC',
    access_key: 'Long-lived key',
    console: 'Console',
    identity_center: 'Identity Center',
    saml: 'SAML',
    root_user: 'Root user',
    aws_service: 'AWS service',
    external_account: 'Other account',
    unknown: 'Not known',
  }),
);

const platformNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    github_actions: 'GitHub Actions',
    gitlab: 'GitLab',
    bitbucket: 'Bitbucket',
    circleci: 'CircleCI',
    buildkite: 'Buildkite',
    hcp_terraform: 'HCP Terraform',
    spacelift: 'Spacelift',
    scalr: 'Scalr',
    env0: 'env0',
    azure_devops: 'Azure DevOps',
    jenkins: 'Jenkins',
    semaphore: 'Semaphore',
    harness: 'Harness',
    vercel: 'Vercel',
    codefresh: 'Codefresh',
    depot: 'Depot',
    namespace: 'Namespace',
    rwx: 'RWX',
    forgejo: 'Forgejo',
    kubernetes: 'Kubernetes',
    google: 'Google',
    cognito: 'Cognito',
    aws_outbound: 'AWS',
  }),
);

/** The CI service by its own name; the issuer where we know none. */
export const platformName = (platform: string | null, issuer: string | null): string =>
  platformNames.get(platform ?? '') ?? issuer ?? 'unknown issuer';

/** A whole number with separators. */
export const number = (value: number): string => value.toLocaleString('en');

/** A share in per cent: whole, but for what is nearly all or nearly nothing. */
export function percent(share: number | null): string {
  if (share === null) return 'no calls';
  const isNearEdge = (share > 0 && share < 0.01) || (share > 0.99 && share < 1);
  return `${(share * 100).toFixed(isNearEdge ? 1 : 0)} %`;
}

/** An instant to the minute, UTC. */
export const minute = (at: string | null): string => (at === null ? 'never' : at.slice(0, 16).replace('T', ' '));

/** The end of an ARN, which is what people call the thing. */
export const shortArn = (arn: string): string => arn.replace(/^arn:[^:]*:[^:]*:[^:]*:([0-9]*):(.*)$/, '$2 in $1');

/** ARNs of a list as people call them. */
export const shortArns = (list: string): string =>
  list
    .split(', ')
    .map((arn) => shortArn(arn))
    .join(', ');

/** What the share means, in two sentences. */
export const shareDefinition =
  'Of the calls that CI made, this share came from sessions that an OIDC token opened, with no long-lived key behind them. CI calls are those that go back to a web identity or to an IAM user’s access key, whether the key made them itself or through roles and sessions it obtained.';

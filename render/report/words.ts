import type { RegressionKind } from '../../core/compliance/report-rows.ts';

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

/** What the report calls a regression. */
export const regressionNames: Readonly<Record<RegressionKind, string>> = {
  key_new: 'New key',
  key_back: 'Key is back',
  repository_fell_back: 'Repository uses a key again',
};

/** The CI service by its own name; the issuer where we know none. */
export const platformName = (platform: string | null, issuer: string | null): string =>
  platformNames.get(platform ?? '') ?? issuer ?? 'unknown issuer';

/** A whole number with separators. */
export const number = (value: number): string => value.toLocaleString('en');

/** A share in per cent: whole, but for what is nearly all or nearly nothing. The sign stays on the line of its number. */
export function percent(share: number | null): string {
  if (share === null) return 'no calls';
  const isNearEdge = (share > 0 && share < 0.01) || (share > 0.99 && share < 1);
  return `${(share * 100).toFixed(isNearEdge ? 1 : 0)}\u00a0%`;
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

/** A whole number; a dash where there is none. */
export const whole = (value: number | null): string => (value === null ? '–' : number(value));

/** A count with its noun: `1 key`, `3 keys`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`;

/** Things in one sentence: `a`, `a and b`, `a, b and c`. */
export const sentenceList = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

/** Text cut between code points to a length that a reader takes in; an ellipsis says that it was cut. */
export function clip(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const kept = text.slice(0, charactersMax - 1);
  return `${/[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

/** What the score means, in two sentences. */
export const scoreDefinition =
  'The score is the share of CI calls that no long-lived key stands behind, in per cent, less one point for each long-lived key in use and each open finding on a federated role. At 100, CI needs no secret that stays.';

/** What the share means, in two sentences. */
export const shareDefinition =
  'Of the calls that CI made, this share came from sessions that an OIDC token opened, with no long-lived key behind them. CI calls are those that go back to a web identity or to an IAM user’s access key, whether the key made them itself or through roles and sessions it obtained.';

import type { Roles } from './acme.ts';
import type { Role } from './credential.ts';
import type { MadeEvent } from './event.ts';
import { exchangeWebIdentity, type WebIdentity } from './exchanges.ts';
import { type Menu, workThrough } from './menus.ts';
import { createUuid, type Random } from './random.ts';
import type { Recorder } from './recorder.ts';

/** One pipeline that federates: what its token says, and what its job does. `fromWeek`: when it was moved to OIDC. */
export interface Pipeline {
  readonly name: string;
  readonly fromWeek: number;
  readonly runsPerDay: number;
  readonly callsPerRun: number;
  readonly menu: Menu;
  readonly region: string;
  readonly ip: string;
  readonly agent: (random: Random) => string;
  readonly token: (random: Random) => WebIdentity;
}

const github = 'token.actions.githubusercontent.com';
const action = (random: Random): string =>
  `aws-sdk-js/3.1160.0 ua/2.1 os/linux lang/js md/nodejs configure-aws-credentials-for-github-actions md/action#configure md/run_id#${random.whole(18_000_000_000, 19_999_999_999)} md/attempt#1`;
const plain = (agent: string) => () => agent;
const terraformAgent =
  'APN/1.0 HashiCorp/1.0 Terraform/1.13.4 (+https://www.terraform.io) terraform-provider-aws/6.20.0 aws-sdk-go-v2/1.39.0 os/linux';
const cliAgent =
  'aws-cli/2.31.0 md/awscrt#0.28.0 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13 md/command#cloudformation.deploy';

const githubToken = (role: Role, subject: string): WebIdentity => ({
  issuer: github,
  subject,
  audience: 'sts.amazonaws.com',
  role,
  sessionName: 'GitHubActions',
  durationSeconds: 3600,
});

/** Every pipeline of the organisation that federates, over a dozen issuers. */
export function createPipelines(roles: Roles): Pipeline[] {
  const base = { region: 'eu-central-1', callsPerRun: 14, runsPerDay: 4, fromWeek: 0 };
  const onGitHub = { ...base, menu: 'deploy' as const, ip: '192.0.2.10', agent: action };
  return [
    {
      ...onGitHub,
      name: 'acme/shop',
      runsPerDay: 6,
      token: (random) =>
        githubToken(
          roles.shopDeploy,
          random.chance(0.7) ? 'repo:acme/shop:ref:refs/heads/main' : 'repo:acme/shop:environment:production',
        ),
    },
    {
      ...onGitHub,
      name: 'acme/web',
      fromWeek: 3,
      ip: '192.0.2.11',
      token: (random) =>
        githubToken(
          roles.webDeploy,
          random.chance(0.5)
            ? 'repo:acme@4411/web@98001:ref:refs/heads/main'
            : 'repo:acme@4411/web@98001:environment:production',
        ),
    },
    {
      ...onGitHub,
      name: 'acme/tools',
      runsPerDay: 2,
      menu: 'build',
      ip: '192.0.2.12',
      token: (random) => githubToken(roles.toolsPublish, `repo:acme/tools:ref:refs/tags/v1.${random.whole(0, 9)}.0`),
    },
    {
      ...onGitHub,
      name: 'acme/billing',
      fromWeek: 5,
      ip: '192.0.2.13',
      token: () =>
        githubToken(
          roles.billingRelease,
          'repo:acme/billing:environment:production:job_workflow_ref:acme/workflows/.github/workflows/release.yml@refs/heads/main',
        ),
    },
    {
      ...base,
      name: 'acme/data/load',
      menu: 'data',
      ip: '198.51.100.20',
      agent: plain('aws-cli/2.30.4 md/awscrt#0.27.6 ua/2.1 os/linux#5.15 lang/python#3.13'),
      token: (random) => ({
        issuer: 'gitlab.com',
        subject: 'project_path:acme/data/load:ref_type:branch:ref:main',
        audience: 'https://gitlab.com',
        role: roles.dataLoad,
        sessionName: `GitLabRunner-4512-${random.whole(900_000, 999_999)}`,
      }),
    },
    {
      ...base,
      name: 'mobile',
      fromWeek: 2,
      runsPerDay: 2,
      menu: 'build',
      ip: '198.51.100.31',
      agent: plain(cliAgent),
      token: (random) => ({
        issuer: 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc',
        subject: `{0f5e7d2c-1111-4222-8333-444455556666}:{${createUuid(random)}}`,
        audience: 'ari:cloud:bitbucket::workspace/77778888-9999-4aaa-8bbb-ccccddddeeee',
        role: roles.mobileBuild,
        sessionName: 'bitbucket-pipelines',
      }),
    },
    {
      ...base,
      name: 'acme/api',
      runsPerDay: 3,
      menu: 'build',
      ip: '198.51.100.40',
      agent: plain(cliAgent),
      token: (random) => ({
        issuer: 'oidc.circleci.com/org/2f1c8a52-0000-4111-8222-333344445555',
        subject: `org/2f1c8a52-0000-4111-8222-333344445555/project/99887766-5544-4333-8222-111100009999/user/${createUuid(random)}/vcs-origin/github.com/acme/api/vcs-ref/refs/heads/${random.pick(['main', 'fix/rate-limit'])}`,
        audience: '2f1c8a52-0000-4111-8222-333344445555',
        role: roles.apiDeploy,
        sessionName: 'circleci',
      }),
    },
    {
      ...base,
      name: 'acme/search',
      fromWeek: 1,
      runsPerDay: 3,
      menu: 'deploy',
      ip: '198.51.100.50',
      agent: plain('aws-sdk-go-v2/1.39.0 os/linux lang/go#1.25 buildkite-agent/3.110'),
      token: (random) => {
        const job = createUuid(random);
        return {
          issuer: 'agent.buildkite.com',
          subject: `organization:acme:pipeline:search:ref:refs/heads/main:commit:${random.text(40, '0123456789abcdef')}:step:${random.pick(['build', 'deploy', ''])}`,
          audience: 'sts.amazonaws.com',
          role: roles.searchDeploy,
          sessionName: `buildkite-job-${job}`,
          principalTags: { organization_slug: 'acme', pipeline_slug: 'search', build_id: createUuid(random) },
        };
      },
    },
    {
      ...base,
      name: 'network-production',
      fromWeek: 1,
      runsPerDay: 3,
      menu: 'terraform',
      ip: '203.0.113.60',
      agent: plain(terraformAgent),
      token: (random) => ({
        issuer: 'app.terraform.io',
        subject: `organization:acme:project:Core Network:workspace:network-production:run_phase:${random.pick(['plan', 'apply'])}`,
        audience: 'aws.workload.identity',
        role: roles.networkApply,
        sessionName: `terraform-run-run-${random.text(16, 'abcdefghijkmnopqrstuvwxyzABCDEFGH123456789')}`,
      }),
    },
    {
      ...base,
      name: 'platform stack',
      runsPerDay: 2,
      menu: 'terraform',
      ip: '203.0.113.61',
      agent: plain(terraformAgent),
      token: (random) => ({
        issuer: 'acme.app.spacelift.io',
        subject: `space:platform-01JAEXAMPLE:stack:platform:run_type:${random.pick(['TRACKED', 'PROPOSED'])}:scope:${random.pick(['read', 'write'])}`,
        audience: 'acme.app.spacelift.io',
        role: roles.platformStack,
        sessionName: `${createUuid(random)}@platform`,
      }),
    },
    {
      ...base,
      name: 'Billing (Azure DevOps)',
      fromWeek: 4,
      runsPerDay: 1,
      menu: 'deploy',
      ip: '203.0.113.70',
      agent: plain('aws-sdk-js/2.1692.0 linux/v20.18.0 AWSToolkit-AzureDevOps/1.15.0'),
      token: () => ({
        issuer: 'vstoken.dev.azure.com/5a5a5a5a-1111-4222-8333-999988887777',
        subject: 'sc://acme/Billing/aws-production',
        audience: 'api://AzureADTokenExchange',
        role: roles.billingRelease,
        sessionName: 'aws-vsts-tools',
      }),
    },
    {
      ...base,
      name: 'acme/docs',
      fromWeek: 6,
      runsPerDay: 2,
      menu: 'deploy',
      ip: '203.0.113.71',
      agent: plain(cliAgent),
      token: () => ({
        issuer: 'acme.semaphoreci.com',
        subject: 'org:acme:project:936a5a5a-1111-4222-8333-444455556666:repo:docs:ref_type:branch:ref:refs/heads/main',
        audience: 'https://acme.semaphoreci.com',
        role: roles.docsDeploy,
        sessionName: 'semaphore',
      }),
    },
    {
      ...base,
      name: 'acme/storefront',
      fromWeek: 2,
      runsPerDay: 3,
      callsPerRun: 6,
      menu: 'service',
      ip: '203.0.113.72',
      agent: plain('aws-sdk-js/3.1150.0 os/linux lang/js md/nodejs#22 exec-env/AWS_Lambda_nodejs22.x'),
      token: (random) => ({
        issuer: 'oidc.vercel.com/acme',
        subject: `owner:acme:project:storefront:environment:${random.pick(['production', 'preview'])}`,
        audience: 'https://vercel.com/acme',
        role: roles.webPreview,
        sessionName: 'vercel-storefront',
      }),
    },
    {
      ...base,
      name: 'orders-service',
      runsPerDay: 4,
      callsPerRun: 8,
      menu: 'service',
      ip: '192.0.2.80',
      agent: plain('aws-sdk-java/2.33.0 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1 lang/java#21'),
      token: (random) => ({
        issuer: 'oidc.eks.eu-central-1.amazonaws.com/id/0A1B2C3D4E5F60718293A4B5C6D7E8F9',
        subject: 'system:serviceaccount:orders:orders',
        audience: 'sts.amazonaws.com',
        role: roles.orders,
        sessionName: `aws-sdk-java-${random.whole(1_700_000_000_000, 1_799_999_999_999)}`,
      }),
    },
    {
      ...base,
      name: 'reporting',
      runsPerDay: 1,
      callsPerRun: 9,
      menu: 'data',
      ip: '203.0.113.90',
      agent: plain('Boto3/1.40.0 md/Botocore#1.40.0 ua/2.1 os/linux lang/python#3.12'),
      token: (random) => ({
        issuer: 'accounts.google.com',
        subject: '104857600123456789012',
        audience: 'reporting-export@acme-example.iam.gserviceaccount.com',
        role: roles.reporting,
        sessionName: `botocore-session-${random.whole(1_790_000_000, 1_799_999_999)}`,
      }),
    },
  ];
}

/** One run of a pipeline: its exchange, then its work. */
export function runPipeline(
  recorder: Recorder,
  pipeline: Pipeline,
  at: Date,
  options: { isLate: boolean; isMissing: boolean },
): MadeEvent[] {
  const { random } = recorder;
  const agent = pipeline.agent(random);
  const { region, ip, menu } = pipeline;
  const { events, credential } = exchangeWebIdentity(recorder, pipeline.token(random), {
    at,
    region,
    ip,
    agent,
    ...options,
  });
  const calls = Math.max(2, pipeline.callsPerRun + random.whole(-4, 6));
  const workAgent = agent.replace(/ configure-aws-credentials.*$/, '');
  return [...events, ...workThrough(recorder, credential, { menu, calls, at, region, ip, agent: workAgent })];
}

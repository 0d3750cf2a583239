import { parseAzureDevOps } from './families/azure-devops.ts';
import { parseBitbucket } from './families/bitbucket.ts';
import { parseBuildkite } from './families/buildkite.ts';
import { parseCircleCi } from './families/circleci.ts';
import { parseCodefresh } from './families/codefresh.ts';
import { parseDepot } from './families/depot.ts';
import { parseForgejo } from './families/forgejo.ts';
import { parseGitHubActions } from './families/github-actions.ts';
import { parseGitLab } from './families/gitlab.ts';
import { parseHarness } from './families/harness.ts';
import { parseHcpTerraform } from './families/hcp-terraform.ts';
import { parseIdentityOnly } from './families/identity-only.ts';
import { parseJenkins } from './families/jenkins.ts';
import { parseKubernetes } from './families/kubernetes.ts';
import { parseNamespace } from './families/namespace.ts';
import { parseScalr } from './families/scalr.ts';
import { parseSemaphore } from './families/semaphore.ts';
import { parseSpacelift } from './families/spacelift.ts';
import { parseVercel } from './families/vercel.ts';
import { cognito, findTaggedSubject } from './inner-subject.ts';
import { type IssuerFamilies, issuerFamily } from './issuer.ts';
import type { IssuerFamily } from './issuer-families.ts';
import type { SubjectColumns, SubjectGrammar } from './subject-columns.ts';

export type { SubjectColumns } from './subject-columns.ts';

const grammars: Readonly<Record<IssuerFamily, SubjectGrammar>> = {
  github_actions: parseGitHubActions,
  gitlab: parseGitLab,
  bitbucket: parseBitbucket,
  circleci: parseCircleCi,
  buildkite: parseBuildkite,
  hcp_terraform: parseHcpTerraform,
  spacelift: parseSpacelift,
  scalr: parseScalr,
  env0: parseIdentityOnly,
  azure_devops: parseAzureDevOps,
  jenkins: parseJenkins,
  semaphore: parseSemaphore,
  harness: parseHarness,
  vercel: parseVercel,
  codefresh: parseCodefresh,
  depot: parseDepot,
  namespace: parseNamespace,
  rwx: parseIdentityOnly,
  forgejo: parseForgejo,
  kubernetes: parseKubernetes,
  google: parseIdentityOnly,
  cognito: parseIdentityOnly,
  aws_outbound: parseIdentityOnly,
};

const nothing: Omit<SubjectColumns, 'ci_parse_status' | 'stable_subject'> = {
  ci_platform: null,
  ci_organization: null,
  ci_repository: null,
  ci_repository_id: null,
  ci_ref_kind: null,
  ci_ref: null,
  ci_environment: null,
  ci_workflow: null,
  ci_trigger: null,
  ci_phase: null,
};

/**
 * What a subject says about its job, by the grammar of its issuer and never by its looks.
 * **shape**: `issuer` is normalised. An unknown issuer or an unreadable subject is a status, not an error. Never throws.
 */
export function parseSubject(options: {
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly audience: string | null;
  readonly principalTags?: string | null;
  readonly families: IssuerFamilies;
}): SubjectColumns {
  const { issuer, subject } = options;
  const family = issuerFamily(issuer, options.families);
  if (family === null) return { ...nothing, ci_parse_status: 'unknown_issuer', stable_subject: subject };
  if (subject === null) return { ...nothing, ci_platform: family, ci_parse_status: 'opaque', stable_subject: null };
  const inner = issuer === cognito ? findTaggedSubject(options.principalTags ?? null, options.families) : null;
  if (inner !== null) return parseSubject({ ...options, ...inner, principalTags: null });
  const { status, ...columns } = grammars[family](subject);
  return { ...nothing, stable_subject: subject, ...columns, ci_platform: family, ci_parse_status: status };
}

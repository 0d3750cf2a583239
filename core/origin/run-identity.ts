/** Which run made an exchange, and who says so. Only `principal_tags` are signed by the issuer; the job chose the rest. */
export interface RunIdentity {
  readonly runId: string | null;
  readonly source: 'principal_tags' | 'session_name' | 'user_agent' | null;
}

const tagNames = ['build_id', 'run_id', 'pipeline_run_id', 'job_id', 'pipeline_id'];
const sessionNames: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    gitlab: /^GitLabRunner-\d+-(\d+)$/,
    buildkite: /^buildkite-job-([0-9a-f-]{36})$/,
    hcp_terraform: /^terraform-run-(run-[A-Za-z0-9]+)$/,
  }),
);
const actionRun = /configure-aws-credentials-for-github-actions\S*(?: \S+)*? md\/run_id#(\d+)/;

/**
 * The run behind an exchange: from signed tags, else from a session name of the platform's known shape, else from the
 * user agent of GitHub's action. The first that says anything is taken, the most trustworthy first. Never throws.
 * **source**: configure-aws-credentials v6.2 source; GitLab, Buildkite and HCP Terraform docs (read 2026-11)
 */
export function parseRunIdentity(options: {
  readonly platform: string | null;
  readonly userAgent: string | null;
  readonly sessionName: string | null;
  readonly principalTags: string | null;
}): RunIdentity {
  const { platform, userAgent, sessionName, principalTags } = options;
  const tagged = principalTags === null ? null : readTag(principalTags);
  if (tagged !== null) return { runId: tagged, source: 'principal_tags' };
  const named = sessionNames.get(platform ?? '')?.exec(sessionName ?? '')?.[1];
  if (named !== undefined) return { runId: named, source: 'session_name' };
  const told = platform === 'github_actions' ? actionRun.exec(userAgent ?? '')?.[1] : undefined;
  return told === undefined ? { runId: null, source: null } : { runId: told, source: 'user_agent' };
}

function readTag(json: string): string | null {
  let tags: unknown;
  try {
    tags = JSON.parse(json);
  } catch {
    return null; // text that is no JSON says nothing
  }
  if (typeof tags !== 'object' || tags === null) return null;
  const values = new Map(Object.entries(tags));
  const value = tagNames.map((name) => values.get(name)).find((found) => typeof found === 'string' && found !== '');
  return typeof value === 'string' ? value : null;
}

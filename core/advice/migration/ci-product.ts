/** What runs the work of a key, as far as a workflow can be written for it. */
export type CiProduct = 'github_actions' | 'gitlab' | 'atlantis';

/** Something that points to a product, or to a person. `strength` says how far it can be believed; clients name themselves. */
export interface Signal {
  readonly points: string;
  readonly strength: 'strong' | 'medium' | 'weak';
  readonly reason: string;
}

/** What is known of a key's surroundings. Texts come from a log: untrusted. */
export interface KeySurroundings {
  readonly principal: string | null;
  readonly agents: readonly { readonly userAgent: string | null; readonly calls: number }[];
  readonly sessionNames: readonly string[];
  readonly neighbours: readonly {
    readonly platform: string | null;
    readonly repository: string | null;
    readonly sessions: number;
  }[];
}

/** In CI, on a server such as Atlantis, and on laptops alike. */
const terraformAgent = /\bTerraform\/|terraform-provider-aws|OpenTofu\//i;

const agentSigns: readonly (readonly [RegExp, string, Signal['strength']])[] = [
  [/exec-env\/GitHubActions|configure-aws-credentials-for-github-actions/, 'github_actions', 'strong'],
  [/gitlab-runner|exec-env\/GitLab/i, 'gitlab', 'strong'],
  [/buildkite-agent/i, 'buildkite', 'strong'],
  [/AWSToolkit-AzureDevOps/, 'azure_devops', 'strong'],
  [/atlantis/i, 'atlantis', 'strong'],
  [/os\/(macos|windows)|exec-env\/CloudShell/i, 'person', 'medium'],
  [terraformAgent, 'terraform', 'weak'],
];

const nameSigns: readonly (readonly [RegExp, string])[] = [
  [/github|gha\b/i, 'github_actions'],
  [/gitlab/i, 'gitlab'],
  [/atlantis/i, 'atlantis'],
  [/jenkins/i, 'jenkins'],
  [/circle-?ci/i, 'circleci'],
  [/bitbucket/i, 'bitbucket'],
  [/buildkite/i, 'buildkite'],
];

const strengths: readonly Signal['strength'][] = ['strong', 'medium', 'weak'];

/** All that points to what a key works for, the strongest first. Never throws. */
export function findSignals({ principal, agents, sessionNames, neighbours }: KeySurroundings): Signal[] {
  const byAgent = agentSigns.flatMap(([pattern, points, strength]): Signal[] => {
    const found = agents.find(({ userAgent }) => pattern.test(userAgent ?? ''));
    return found === undefined ? [] : [{ points, strength, reason: `the user agent ${found.userAgent}` }];
  });
  const platforms = [...new Set(neighbours.flatMap(({ platform }) => platform ?? []))];
  const byNeighbour = platforms.map((platform): Signal => {
    const jobs = neighbours.filter((one) => one.platform === platform);
    const repositories = [...new Set(jobs.flatMap(({ repository }) => repository ?? []))].slice(0, 5);
    const sessions = jobs.reduce((sum, one) => sum + one.sessions, 0);
    const whose = repositories.length === 0 ? '' : ` of ${repositories.join(', ')}`;
    return {
      points: platform,
      strength: 'medium',
      reason: `${sessions} federated sessions${whose} came from the same address`,
    };
  });
  const names = [...(principal === null ? [] : [principal]), ...sessionNames];
  const byName = nameSigns.flatMap(([pattern, points]): Signal[] => {
    const found = names.find((name) => pattern.test(name));
    return found === undefined ? [] : [{ points, strength: 'weak', reason: `the name ${found}` }];
  });
  return [...byAgent, ...byNeighbour, ...byName].sort(
    (left, right) => strengths.indexOf(left.strength) - strengths.indexOf(right.strength),
  );
}

/** Whether Terraform or OpenTofu made calls with the key. */
export const usesTerraform = ({ agents }: KeySurroundings): boolean =>
  agents.some(({ userAgent }) => terraformAgent.test(userAgent ?? ''));

/** The products to write a workflow for, the likely one first. Terraform without any other sign is most often Atlantis'. */
export function orderProducts(signals: readonly Signal[], runsTerraform: boolean): CiProduct[] {
  const known: readonly CiProduct[] = runsTerraform
    ? ['atlantis', 'github_actions', 'gitlab']
    : ['github_actions', 'gitlab', 'atlantis'];
  const pointed = signals.flatMap(({ points }) => known.find((product) => product === points) ?? []);
  return [...new Set([...pointed, ...known])];
}

/** Whether a person seems to hold the key rather than a machine. */
export const looksLikePerson = (signals: readonly Signal[], use: string | null): boolean =>
  use === 'human' || (use === null && signals[0]?.points === 'person');

import { accounts, beat, branchOf, deploys, githubIssuer, homeRegion, reads, type Stage } from './stage.ts';

export const weeksBefore = 6;
const regions = [homeRegion, 'us-east-1'];

/** Six weeks in which nothing happens that anybody should hear of: every place delivers, and pipelines do what they should. */
export function playQuietWeeks(stage: Stage): void {
  const days = weeksBefore * 7;
  for (let day = days; day >= 1; day -= 1) {
    for (const account of accounts)
      for (const region of regions)
        for (const hour of [2, 8, 14, 20]) beat(stage, account, region, stage.ago(day, hour));
  }
  for (let count = stage.recorder.random.whole(3, 6); count > 0; count -= 1) runPipeline(stage, days);
}

/** One repository that deploys every working day from its default branch, half of them written down in the policy. */
function runPipeline(stage: Stage, days: number): void {
  const { random } = stage.recorder;
  const role = stage.role();
  const repository = `acme/${stage.name()}`;
  const isKnown = random.chance(0.5);
  if (isKnown) {
    stage.policy.expected.push({
      role: role.name,
      issuer: githubIssuer,
      repository,
      ref_kind: 'branch',
      ref: 'main',
      owner: `team ${stage.name()}`,
    });
  }
  const ip = stage.address();
  for (let day = days; day >= 1; day -= 1) {
    if (!random.chance(0.7)) continue;
    const at = stage.ago(day);
    // Without a policy, another branch of the same repository is nobody's news.
    const branch = isKnown || random.chance(0.8) ? 'main' : `topic-${stage.name()}`;
    const session = stage.exchange(
      {
        role,
        subject: branchOf(repository, branch),
        ip,
        durationSeconds: random.pick([900, 3600]),
        isLate: day > 6 && random.chance(0.1),
      },
      at,
    );
    stage.act(session, new Date(at.getTime() + 20_000), ip, reads, ...(branch === 'main' ? [deploys] : []));
  }
}

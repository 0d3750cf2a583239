import { createStage, deploys, githubIssuer, reads, type Stage, type User } from '../incidents/stage.ts';
import { longLivedKey } from '../organisation/credential.ts';
import { deliver } from '../organisation/deliver.ts';
import { hostileTexts } from '../organisation/hostile-texts.ts';
import { createRandom } from '../organisation/random.ts';
import { createRecorder } from '../organisation/recorder.ts';
import { readFacts } from './read-facts.ts';
import type { Story } from './story.ts';

/** Ingest mends what no database takes, so these two do not come back as they went in. */
const unstorable = /\0|[\ud800-\udfff] half/;
const names = hostileTexts.filter((text) => !unstorable.test(text));

const plays: Readonly<Record<string, (stage: Stage) => void>> = {
  'no event': () => undefined,
  'one event': (stage) => stage.act(stage.user().key, stage.ago(3), stage.address(), reads),
  'one week': (stage) => {
    const job = { role: stage.role(), subject: 'repo:acme/shop:ref:refs/heads/main', ip: stage.address() };
    for (const day of [6, 4, 2]) stage.act(stage.exchange(job, stage.ago(day)), stage.ago(day, 18), job.ip, deploys);
    stage.act(stage.user().key, stage.ago(5), stage.address(), reads, deploys);
  },
  'keys only': (stage) => {
    for (let count = 0; count < 120; count += 1) {
      const user = stage.user();
      for (const day of [count % 60, (count * 7) % 60]) stage.act(user.key, stage.ago(day + 1), stage.address(), reads);
    }
  },
  'hostile names': (stage) => {
    for (const [index, name] of names.entries()) {
      const user = hostileUser(stage, name);
      const role = { ...stage.role(), name: 'shared', path: '/' };
      const job = { role, issuer: githubIssuer, subject: `repo:${name}/${name}:environment:${name}`, ip: name };
      stage.act(user.key, stage.ago(1 + (index % 20)), name, { ...reads, name, source: name }, deploys);
      stage.act(stage.exchange(job, stage.ago(3)), stage.ago(3, 18), name, { ...reads, name, source: name });
      stage.refuse({ ...job, subject: name }, stage.ago(2));
    }
    stage.policy.principals.push({ principal: 'arn:aws:iam::*:user/*', use: 'human', owner: '=1+1,<b>"\u202e🦊' });
  },
};

/** The names of the stories that are hardly one, or that hold text of an unkind hand. */
export const smallStories: readonly string[] = Object.keys(plays);

function hostileUser(stage: Stage, name: string): User {
  const user = { accountId: '111122223333', name, path: '/', keyId: `AKIA${stage.recorder.random.text(16)}` };
  const key = longLivedKey({ ...user, id: `AIDA${stage.recorder.random.text(17)}` });
  return { account: user.accountId, name, keyId: user.keyId, key };
}

/** Tells one of them. */
export function tellSmallStory(name: string, endAt: Date): Story {
  const random = createRandom(7);
  const stage = createStage(createRecorder(random), endAt);
  plays[name]?.(stage);
  const deliveries = deliver(stage.events, { random, hoursPerDelivery: 24, duplicateShare: 0 });
  return {
    parts: [deliveries],
    facts: readFacts(deliveries.flatMap(({ records }) => records)),
    policy: stage.policy as unknown as Story['policy'],
    credentialReports: [],
    inventory: [],
    fallbacks: [],
    planted: null,
    odd: { records: 0, rejects: 0, skipped: 0, broken: 0 },
  };
}

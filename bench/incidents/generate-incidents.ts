import { type Delivery, deliver } from '../organisation/deliver.ts';
import { createRandom } from '../organisation/random.ts';
import { createRecorder } from '../organisation/recorder.ts';
import { keyPlants } from './plant-keys.ts';
import { subjectPlants } from './plant-subjects.ts';
import { trustPlants } from './plant-trust.ts';
import { playQuietWeeks } from './quiet-weeks.ts';
import { createStage, type ExpectedFinding } from './stage.ts';

/** An organisation with incidents in it, what its policy says, and every finding that has to be open in the end. */
export interface Incidents {
  readonly deliveries: readonly Delivery[];
  readonly policy: object;
  readonly expected: readonly ExpectedFinding[];
}

/** Plants every kind of incident, and everything that only looks like one, once to three times. The same seed gives the same. */
export function generateIncidents(seed: number, endAt: Date): Incidents {
  const random = createRandom(seed);
  const recorder = createRecorder(random);
  const stage = createStage(recorder, endAt);
  playQuietWeeks(stage);
  for (const plant of [...keyPlants, ...subjectPlants, ...trustPlants])
    for (let times = random.whole(1, 3); times > 0; times -= 1) plant(stage);
  const past = stage.events.filter((event) => event.at < endAt);
  const deliveries = deliver(past, { random, hoursPerDelivery: 4, duplicateShare: 0.05 });
  return { deliveries, policy: { version: 1, ...stage.policy }, expected: stage.expected };
}

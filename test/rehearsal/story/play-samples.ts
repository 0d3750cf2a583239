import { readSamples } from './deliveries.ts';
import { told } from './play-beginning.ts';
import { describeCost } from './play-usual-day.ts';
import { promiseNothingLost } from './promises.ts';
import { openWays, putDeliveries, tellOf } from './send-deliveries.ts';
import type { World } from './world.ts';

/** What real trails wrote, of many years, in a folder with an odd name. */
export async function playSamples(world: World): Promise<void> {
  const { narrator, athena } = world;
  const samples = readSamples();
  if (samples.length === 0) {
    narrator.tell('skipped: the public CloudTrail samples are not there');
    return;
  }
  narrator.chapter('What real trails wrote: records of many years in one slot');
  const sent = await tellOf(world, openWays(world), await putDeliveries(world, samples));
  const { deleted } = await world.drain();
  narrator.promise(`${sent} messages are done with`, deleted === sent, deleted);
  const started = athena.executions.length;
  const report = await world.runScheduled('attribute');
  narrator.promise(
    'attribute settles them, a hundred days at a time at most',
    report.outcome.kind === 'response',
    told(report),
  );
  narrator.tell(describeCost(world, started, report.millis));
  await promiseNothingLost(world, { madeUpIds: true });
}

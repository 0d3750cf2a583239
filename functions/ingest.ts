import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import { z } from 'zod';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { ingestNotified, type NotifiedOutcome } from '../jobs/ingest-notified.ts';
import { quarterSlotOf } from '../jobs/staged-slots.ts';
import { readBundledIssuers } from './bundled-policy.ts';
import { createHandler } from './create-handler.ts';
import { openLakeStore, openSourceObjects } from './lake-store.ts';
import { lakeSettings, readSettings, sourceSettings } from './settings.ts';
import { count, logger, measure } from './telemetry.ts';

/** What is left of the function's time when no new work is begun. */
const lastPortionMillis = 45_000;

const settings = readSettings({ ...lakeSettings, ...sourceSettings });
const staged = openLakeStore(settings.SUBTRAIL_LAKE_LOCATION, 'staged/');
const openerOf = openSourceObjects(settings.SUBTRAIL_SOURCE_BUCKETS);
const families = readBundledIssuers();

const queueEvent = z.object({ Records: z.array(z.looseObject({ messageId: z.string(), body: z.string() })) });

/** Stages the deliveries that the queue's messages tell of. Messages that must come again are named, one by one. */
export const handler = createHandler(queueEvent, async ({ Records: messages }, context) => {
  const ingestedAt = systemClock.now();
  const outcome = await ingestNotified({
    messages: messages.map(({ messageId: id, body }) => ({ id, body })),
    openerOf,
    sourcePrefix: settings.SUBTRAIL_SOURCE_PREFIX,
    staged,
    slot: quarterSlotOf(ingestedAt),
    ingestedAt,
    families,
    hasTime: () => context.getRemainingTimeInMillis() > lastPortionMillis,
  });
  report(outcome, ingestedAt);
  return messages.map(({ messageId }): PromiseSettledResult<null> => {
    const reason = outcome.failed.get(messageId);
    return reason === undefined ? { status: 'fulfilled', value: null } : { status: 'rejected', reason };
  });
}).use(sqsPartialBatchFailure({ logger: (reason) => logger.warn('A message must come again', { reason }) }));

function report(outcome: NotifiedOutcome, now: Date): void {
  const { objects, recordsRead, rows, rejects, skipped, failed, ignored, passedOver, oldestDeliveredAt } = outcome;
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);
  measure({
    ObjectsRead: count(objects),
    RecordsRead: count(recordsRead),
    RowsStaged: count(rows),
    Rejects: count(rejects),
    RecordsSkipped: count(skipped),
    MessagesIgnored: count(sum(ignored)),
    MessagesFailed: count(failed.size),
    ObjectsPassedOver: count(sum(passedOver)),
  });
  if (oldestDeliveredAt !== null)
    measure({ DeliveryLagSeconds: [Math.max(0, (now.getTime() - oldestDeliveredAt.getTime()) / 1000), 'Seconds'] });
  logger.info('Deliveries staged', { objects, recordsRead, rows, rejects, skipped, ignored, passedOver });
}

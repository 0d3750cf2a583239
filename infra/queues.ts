import { getAtt, type Resource, type Resources } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { planOf } from './function-plans.ts';
import { nameOf } from './names.ts';

/**
 * How *ingest* takes notifications from the queue.
 *
 * 40,000 deliveries an hour are 11 a second. A hundred in a batch make 400 batches an hour, so that a slot of a quarter
 * holds about a hundred staged files of each kind, which *attribute* can settle; ten in a batch would make a thousand. A batch of common
 * deliveries is read in well under half a minute, so that 10 functions at once do 1,200 batches an hour, three times what is needed.
 * A window of a minute fills batches where little comes in. CloudTrail itself is five minutes late, so that nobody misses it.
 */
export const ingestBatch = { messages: 100, windowSeconds: 60 } as const;

/** Attempts before a notification is set aside: enough for an outage of an hour and more, at a quarter each. */
const attemptsMax = 5;
/** Lambda wants a message to be out of sight for six times what the function may take, and the window; two minutes to spare. */
const spareSeconds = 120;
const visibilitySeconds = 6 * planOf('ingest').timeoutSeconds + ingestBatch.windowSeconds + spareSeconds;

const day = 86_400;
/** A week to mend what keeps notifications from being read, … */
const waitingDays = 7;
/** … and SQS's longest for what was set aside; its clock runs on from when the message first came. */
const setAsideDays = 14;

/**
 * The queue of notifications, the one for those that could not be read, the one for schedules that could not be delivered, and
 * the one for runs that failed. SQS encrypts them with keys of its own: S3, SNS and EventBridge can write to them without
 * being named in a key's policy, and they hold names of objects, not what is in them.
 */
export function queueResources(settings: DeploymentSettings): Resources {
  const queue = (what: string, properties: Resource['Properties']): Resource => ({
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: nameOf(settings, what), SqsManagedSseEnabled: true, ...properties },
  });
  const setAside = { MessageRetentionPeriod: setAsideDays * day };
  return {
    DeliveryQueue: queue('deliveries', {
      MessageRetentionPeriod: waitingDays * day,
      VisibilityTimeout: visibilitySeconds,
      RedrivePolicy: { deadLetterTargetArn: getAtt('DeliveryDeadLetters', 'Arn'), maxReceiveCount: attemptsMax },
    }),
    DeliveryDeadLetters: queue('deliveries-dead', setAside),
    ScheduleDeadLetters: queue('schedules-dead', setAside),
    FailedRuns: queue('failed-runs', setAside),
  };
}

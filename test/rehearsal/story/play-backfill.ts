import type { DeliveredObject } from '../aws/envelopes.ts';
import { type Parcel, plainParcel } from './deliveries.ts';
import { sourceBucket, sourcePrefix } from './package-service.ts';
import { told } from './play-beginning.ts';
import { promiseNothingLost } from './promises.ts';
import { putDeliveries } from './send-deliveries.ts';
import type { World } from './world.ts';

/** How many deliveries that are in the lake already the job names again. */
const againCount = 12;

interface Answer {
  readonly invocationSchemaVersion?: string;
  readonly invocationId?: string;
  readonly results?: readonly { readonly taskId: string; readonly resultCode: string; readonly resultString: string }[];
}

/** One task as S3 Batch Operations hands it over, in either version: keys are percent-encoded. */
const eventOf = (key: string, index: number): object => ({
  invocationSchemaVersion: index % 2 === 0 ? '1.0' : '2.0',
  invocationId: `invocation-${index}`,
  job: { id: 'rehearsal', ...(index % 2 === 0 ? {} : { userArguments: {} }) },
  tasks: [
    {
      taskId: `task-${index}`,
      s3Key: key.split('/').map(encodeURIComponent).join('/'),
      s3VersionId: null,
      ...(index % 2 === 0 ? { s3BucketArn: `arn:aws:s3:::${sourceBucket}` } : { s3Bucket: sourceBucket }),
    },
  ],
});

/** A job of S3 Batch Operations names what is in the lake, what is not, and what is not there at all. */
export async function playBackfill(world: World, parcels: readonly Parcel[]): Promise<void> {
  const { narrator } = world;
  narrator.chapter('Backfill: S3 Batch Operations names deliveries old and new');
  const backfill = world.functionOf('backfill');
  const known = parcels.filter(({ records }) => records !== null).slice(0, againCount);
  const fresh: DeliveredObject[] = await putDeliveries(world, [plainParcel('Backfill'), plainParcel('Backfillb')]);
  const digest = parcels.find(({ key }) => key.includes('CloudTrail-Digest'));
  const keys = [
    ...known.map(({ key }) => `${sourcePrefix}/${key}`),
    ...fresh.map(({ key }) => key),
    ...(digest === undefined ? [] : [`${sourcePrefix}/${digest.key}`]),
  ];
  const missing = `${sourcePrefix}/${plainParcel('NeverThere').key}`;
  const codes: string[] = [];
  for (const [index, key] of [...keys, missing].entries()) {
    const report = await backfill.invoke(eventOf(key, index));
    const answer = (report.outcome.kind === 'response' ? report.outcome.value : {}) as Answer;
    const [result] = answer.results ?? [];
    const isAnswered = answer.invocationId === `invocation-${index}` && result?.taskId === `task-${index}`;
    codes.push(isAnswered ? (result?.resultCode ?? '') : JSON.stringify(told(report)));
  }
  const expected = [...keys.map(() => 'Succeeded'), 'PermanentFailure'];
  narrator.promise(
    `${keys.length} tasks succeed in both versions, and the one whose object is not there fails for good`,
    JSON.stringify(codes) === JSON.stringify(expected),
    codes,
  );
  const report = await world.runScheduled('attribute');
  narrator.promise('attribute settles them', report.outcome.kind === 'response', told(report));
  narrator.tell(`${known.length} deliveries were read for the second time`);
  await promiseNothingLost(world, { madeUpIds: true });
}

import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import {
  cloudTrailNotification,
  type DeliveredObject,
  eventBridgeNotification,
  s3Notification,
  wordsWithoutObjects,
} from '../aws/envelopes.ts';
import type { Parcel } from './deliveries.ts';
import { sourceBucket, sourcePrefix } from './package-service.ts';
import type { World } from './world.ts';

/** Puts deliveries where the trail puts them, with nobody told yet. */
export async function putDeliveries(world: World, parcels: readonly Parcel[]): Promise<DeliveredObject[]> {
  const objects: DeliveredObject[] = [];
  for (const { key, bytes } of parcels) {
    const place = { Bucket: sourceBucket, Key: `${sourcePrefix}/${key}` };
    const { ETag: eTag = '' } = await world.s3.send(new PutObjectCommand({ ...place, Body: bytes }));
    objects.push({ bucket: sourceBucket, key: place.Key, sizeBytes: bytes.length, eTag: eTag.replaceAll('"', '') });
  }
  return objects;
}

/** An object of the source bucket, as a notification tells of it. */
export async function headDelivery(world: World, key: string): Promise<DeliveredObject> {
  const { ContentLength: sizeBytes = 0, ETag: eTag = '' } = await world.s3.send(
    new HeadObjectCommand({ Bucket: sourceBucket, Key: key }),
  );
  return { bucket: sourceBucket, key, sizeBytes, eTag: eTag.replaceAll('"', '') };
}

/** The ways on which the queue hears of an object. */
type Way = (object: DeliveredObject) => Promise<unknown>;

/** Opens every way there is: straight from S3, through topics with and without envelope, EventBridge, and CloudTrail's own. */
export function openWays(world: World): Readonly<Record<string, Way>> {
  const { sns, sqs, cloud, queue, queueUrl } = world;
  const send = (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  const topicOf = (name: string, raw: boolean): ((Message: string) => Promise<unknown>) => {
    const { topicArn: TopicArn } = cloud.createTopic(name);
    cloud.subscribe({ topic: name, queue: queue.name, attributes: { RawMessageDelivery: String(raw) } });
    return (Message) => sns.send(new PublishCommand({ TopicArn, Message }));
  };
  const wrapped = topicOf('acme-trail', false);
  const raw = topicOf('acme-trail-raw', true);
  return {
    'S3 to the queue': (object) => send(s3Notification([object])),
    'S3 through a topic': (object) => wrapped(s3Notification([object])),
    'S3 through a raw topic': (object) => raw(s3Notification([object])),
    EventBridge: (object) => send(eventBridgeNotification(object)),
    'CloudTrail through its topic': (object) => wrapped(cloudTrailNotification([object])),
    'CloudTrail through a raw topic': (object) => raw(cloudTrailNotification([object])),
  };
}

/** Tells the queue of objects, on all ways in turn, with words in between that name none. @returns the messages sent */
export async function tellOf(
  world: World,
  ways: Readonly<Record<string, Way>>,
  objects: readonly DeliveredObject[],
): Promise<number> {
  const all = Object.values(ways);
  for (const [index, object] of objects.entries()) await all[index % all.length]?.(object);
  for (const MessageBody of wordsWithoutObjects)
    await world.sqs.send(new SendMessageCommand({ QueueUrl: world.queueUrl, MessageBody }));
  return objects.length + wordsWithoutObjects.length;
}

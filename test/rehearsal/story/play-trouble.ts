import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { brokenParcel, freshIncidents, type Parcel, plainParcel } from './deliveries.ts';
import { told } from './play-beginning.ts';
import { ask, describeCost, keysBelow } from './play-usual-day.ts';
import { promiseNothingLost, promiseTruth } from './promises.ts';
import { openWays, putDeliveries, tellOf } from './send-deliveries.ts';
import type { World } from './world.ts';

/** The rest comes in bad weather: out of order, each twice, while S3 and Athena are unwell. */
export async function playBadWeather(world: World, parcels: readonly Parcel[], all: readonly Parcel[]): Promise<void> {
  const { narrator, front, athena } = world;
  narrator.chapter('Bad weather: S3 answers 503, messages come twice and out of order, Athena throttles and fails');
  const ways = openWays(world);
  const objects = await putDeliveries(world, [...parcels].reverse());
  const sent = (await tellOf(world, ways, objects)) + (await tellOf(world, ways, objects.toReversed()));
  front.refuse({ requests: 60, status: 503 });
  // Longer than the SDK tries: a batch is staged but for the file that makes it count.
  front.refuse({ requests: 8, status: 500, path: /staged_deliveries.*x-id=PutObject/ });
  const { deleted, failed, batches } = await world.drain();
  narrator.tell(`${sent} messages in ${batches} batches; ${failed} came again after a failure`);
  narrator.promise(
    'every message is done with in the end, and none is set aside',
    deleted === sent && deadLetters(world).length === 0,
    { deleted, failed },
  );
  athena.behave(
    'throttle',
    'throttle',
    'ok',
    'throttle',
    'fail',
    'ok',
    'ok',
    'fail-with:ICEBERG_COMMIT_ERROR: Failed to commit Iceberg update',
    'slow:3',
  );
  athena.beUnavailable(2);
  const { attempts, report, started } = await attributeUntilDone(world);
  narrator.promise(
    `attribute is done after ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} at the same time of the schedule`,
    report.outcome.kind === 'response',
    told(report),
  );
  narrator.tell(describeCost(world, started, report.millis));
  await promiseNothingLost(world);
  await promiseTruth(world, all);
}

const attemptsMax = 4;
/** Lambda tries a failed event again after a minute. */
const lambdaPauseMillis = 60_000;

/** As Lambda does with an event that failed: the same once more, and a third time; then an operator. */
async function attributeUntilDone(world: World) {
  const started = world.athena.executions.length;
  let report = await world.runScheduled('attribute');
  let attempts = 1;
  for (; report.outcome.kind !== 'response' && attempts < attemptsMax; attempts += 1) {
    world.narrator.tell(`attempt ${attempts}: ${'error' in report.outcome ? report.outcome.error.errorMessage : ''}`);
    world.athena.passTime(lambdaPauseMillis);
    report = await world.runScheduled('attribute', { again: true });
  }
  return { attempts, report, started };
}

/** Statements at which *attribute* is killed, one a run. */
export const everyDeath: readonly string[] = [
  'merge into duplicates',
  'merge into sessions',
  'merge into callers',
  'merge into calls',
  'merge into deliveries',
  'insert into rejects',
];

/** *attribute* is killed at one statement after the other, and each time called again for the same moment. */
export async function playDeathsOfAttribute(
  world: World,
  parcels: readonly Parcel[],
  { all, deaths }: { readonly all: readonly Parcel[]; readonly deaths: readonly string[] },
): Promise<void> {
  const { narrator, athena } = world;
  narrator.chapter(`Attribute is killed ${deaths.length} times on its way, and called again for the same moment`);
  await putAndRead(world, parcels);
  const started = athena.executions.length;
  let report = await world.runScheduled('attribute', { killWhen: holdAt(world, deaths[0] ?? '') });
  const outcomes: string[] = [report.outcome.kind];
  for (const death of deaths.slice(1)) {
    releaseAll(world);
    athena.passTime(lambdaPauseMillis);
    report = await world.runScheduled('attribute', { again: true, killWhen: holdAt(world, death) });
    outcomes.push(report.outcome.kind);
  }
  narrator.promise(
    'it died every time',
    outcomes.every((kind) => kind === 'timeout'),
    outcomes,
  );
  // What Athena was told to do it does, whoever waits for it.
  releaseAll(world);
  report = await world.runScheduled('attribute', { again: true });
  narrator.promise('the next attempt is done', report.outcome.kind === 'response', told(report));
  const texts = athena.executions.slice(started).map(({ request }) => request.text);
  narrator.promise(
    `it found what the others had begun: ${texts.length} statements, none of them written twice`,
    new Set(writesOf(texts)).size === writesOf(texts).length,
    repeated(writesOf(texts)),
  );
  narrator.promise('what was staged is gone from the bucket', (await keysBelow(world, 'staged/')).length === 0);
  await promiseNothingLost(world);
  await promiseTruth(world, all);
}

const writesOf = (texts: readonly string[]): string[] =>
  texts.filter((text) => /^(--.*\n)*\s*(merge into (calls|duplicates|exchanges|deliveries))/.test(text));
const repeated = (texts: readonly string[]): string[] =>
  texts.filter((text, index) => texts.indexOf(text) !== index).map((text) => text.slice(0, 200));

/** True as soon as Athena holds the next statement that begins so. */
function holdAt({ athena }: World, words: string): () => boolean {
  const from = athena.executions.length;
  athena.behaveAt(new RegExp(`^(--.*\\n)*\\s*${words}`), 'hold');
  return () =>
    athena.executions.slice(from).some(({ request, state }) => state === 'RUNNING' && request.text.includes(words));
}

const releaseAll = ({ athena }: World): void => {
  for (const execution of athena.executions) execution.release();
};

async function putAndRead(world: World, parcels: readonly Parcel[]): Promise<void> {
  const sent = await tellOf(world, openWays(world), await putDeliveries(world, parcels));
  const { deleted } = await world.drain();
  world.narrator.promise(`${sent} messages are done with`, deleted === sent, deleted);
}

/** *detect* dies after Slack took a message and before that was written down. */
export async function playDeathOfDetect(world: World): Promise<void> {
  const { narrator, slack, athena, material } = world;
  narrator.chapter('Detect dies between Slack and the lake');
  const posted = slack.posted.length;
  await putAndRead(world, freshIncidents(material.endAt));
  await attributeUntilDone(world);
  slack.behave('take-then-hang');
  const report = await world.runScheduled('detect', {
    more: { windowDays: 90 },
    killWhen: () => slack.posted.length > posted,
  });
  narrator.promise(
    'it died with one message told and not written down',
    report.outcome.kind === 'timeout' && slack.posted.length === posted + 1,
    told(report),
  );
  const soon = await world.runScheduled('detect', { again: true, more: { windowDays: 90 } });
  narrator.promise(
    'called again at once, it leaves that message to the run that may still be at it',
    soon.outcome.kind === 'response',
    told(soon),
  );
  const between = slack.posted.length;
  narrator.tell(`${between - posted - 1} other messages went out`);
  await age(world);
  const later = await world.runScheduled('detect', { more: { windowDays: 90 } });
  const repeats = slack.posted.slice(between);
  narrator.promise(
    'half an hour later it is told once more, and says that it may be known',
    later.outcome.kind === 'response' &&
      repeats.length === 1 &&
      JSON.stringify(repeats[0]).match(/again|twice|already|repeat/i) !== null,
    {
      ...(told(later) as object),
      repeats,
    },
  );
  const quiet = slack.posted.length;
  const last = await world.runScheduled('detect', { more: { windowDays: 90 } });
  narrator.promise(
    'and then never again',
    last.outcome.kind === 'response' && slack.posted.length === quiet,
    slack.posted.slice(quiet),
  );
  const lost = await ask(world, "select count(*) as n from notifications where state <> 'sent'");
  narrator.promise('no notice is left untold', lost[0]?.['n'] === 0, lost);
  narrator.tell(`${athena.executions.length} statements so far`);
}

/** Half an hour passes for claims of runs that died. */
async function age({ lake }: World): Promise<void> {
  const text = "update notifications set claimed_at = date_add('minute', -30, claimed_at) where state = 'sending'";
  await lake.execute({ name: 'age', text, header: {}, parameterNames: [], parameterTypes: {} });
}

const deadLetters = ({ cloud, queue }: World): string[] =>
  cloud.inspectQueue(queue.redrive?.deadLetterArn.split(':').at(-1) ?? '')?.messages.ready.map(({ body }) => body) ??
  [];

/** Objects that nobody can read: one that is gone, one that is denied, and one that is broken. */
export async function playPoison(world: World, all: readonly Parcel[]): Promise<void> {
  const { narrator, s3, front } = world;
  narrator.chapter('Poison: an object that is gone, one that is denied, and one whose gzip breaks off');
  const ways = openWays(world);
  const objects = await putDeliveries(world, [
    plainParcel('Gone'),
    plainParcel('Denied'),
    brokenParcel(),
    ...'abcdefgh'.split('').map((name) => plainParcel(`Neighbour${name}`)),
  ]);
  const [gone, denied] = objects;
  if (gone === undefined || denied === undefined) throw new Error('There are no parcels');
  await s3.send(new DeleteObjectCommand({ Bucket: gone.bucket, Key: gone.key }));
  front.deny(/Denied/);
  const sent = await tellOf(world, ways, objects);
  const { deleted } = await world.drain();
  narrator.promise(
    `${deleted} of ${sent} messages are done with, the neighbours of the poison among them`,
    deleted === sent - 2,
    deleted,
  );
  const dead = deadLetters(world);
  narrator.promise(
    'the two that cannot be read lie alone among the dead letters',
    dead.length === 2 && ['Gone', 'Denied'].every((name) => dead.some((body) => body.includes(name))),
    dead,
  );
  const { report } = await attributeUntilDone(world);
  narrator.promise('attribute settles the rest', report.outcome.kind === 'response', told(report));
  const rejects = await ask(world, "select reason from rejects where source_object like '%Broken%'");
  narrator.promise(
    `the broken one is a reject (${rejects.map((row) => row['reason']).join(', ')}), and was read as far as it goes`,
    rejects.length > 0,
    rejects,
  );
  world.twin.forget([gone.key, denied.key]);
  await promiseNothingLost(world);
  await promiseTruth(world, all);
}

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { AthenaClient } from '@aws-sdk/client-athena';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { createAthenaQueryEngine } from '../../../adapters/athena/query-engine.ts';
import { createSqlLibrary } from '../../../adapters/files/sql-library.ts';
import type { QueryEngine, SqlLibrary } from '../../../jobs/ports.ts';
import { type FakeSlack, startFakeSlack } from '../../adapters/slack/fake-slack.ts';
import { type AthenaEndpoint, startAthenaEndpoint } from '../athena/athena-endpoint.ts';
import type { AthenaBackend } from '../athena/backend.ts';
import { openDuckDbBackend } from '../athena/duckdb-backend.ts';
import { createStagedMirror } from '../athena/staged-mirror.ts';
import { openTrinoBackend } from '../athena/trino-backend.ts';
import type { Endpoint } from '../aws/json-endpoint.ts';
import { drainQueue, type PollerOutcome } from '../aws/poller.ts';
import { type S3Front, startS3Front } from '../aws/s3-front.ts';
import { startSecretsEndpoint } from '../aws/secrets-endpoint.ts';
import { deployFunction, type LambdaFunction } from '../lambda/lambda-service.ts';
import type { EventSourceMapping, QueueSettings, Service } from '../template/read-service.ts';
import { type Material, makeMaterial } from './deliveries.ts';
import type { Narrator } from './narrator.ts';
import { account, packageService, slackParameter, sourceBucket, sourcePrefix } from './package-service.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { openTwin, type Twin } from './twin.ts';

/** The engine below the Athena endpoint. */
export type EngineName = 'duckdb' | 'trino';

/** Everything that the story plays with. */
export interface World extends Scheduler {
  readonly narrator: Narrator;
  readonly material: Material;
  readonly service: Service;
  readonly s3: S3Client;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly cloud: FauxqsServer;
  readonly front: S3Front;
  readonly athena: AthenaEndpoint;
  readonly slack: FakeSlack;
  readonly sql: SqlLibrary;
  /** The deployed lake, looked at past all moods of the endpoint. */
  readonly lake: QueryEngine;
  readonly twin: Twin;
  readonly queue: QueueSettings;
  readonly queueUrl: string;
  readonly mapping: EventSourceMapping;
  readonly lakeBucket: string;
  functionOf(name: string): LambdaFunction;
  /** Lets the poller work until the queue is empty. */
  drain(): Promise<PollerOutcome>;
  close(): Promise<void>;
}

/** Seconds that stand in for the queue's visibility timeout. */
export const retrySeconds = 1;
/** Processes of *ingest* at once: two cores are common. */
const pollersMax = 2;
const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', secretAccessKey: 'example' };

/** Packages the service and builds what it stands on. **errors**: throws when anything of it does not come up. */
export async function buildWorld(narrator: Narrator, engineName: EngineName): Promise<World> {
  const scratch = mkdtempSync(join(tmpdir(), 'subtrail-rehearsal-'));
  const closers: (() => unknown)[] = [() => rmSync(scratch, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    const material = makeMaterial(new Date());
    const service = packageService(scratch, material.policy);
    const cloud = await startFauxqs({ port: 0, logger: false, defaultRegion: account.region });
    closers.push(() => cloud.stop());
    const base = { endpoint: cloud.address, region: account.region, credentials };
    const s3 = new S3Client({ ...base, forcePathStyle: true });
    const lakeBucket = bucketOf(service);
    for (const name of [sourceBucket, ...service.buckets]) cloud.createBucket(name);
    const { queue, mapping, queueUrl } = createQueues(cloud, service);
    const front = await startS3Front(cloud.address);
    const slack = await startFakeSlack();
    const secrets = await startSecretsEndpoint(new Map([[slackParameter, 'xoxb-example']]));
    const backend = await openBackend(engineName, { scratch, s3, service });
    const athena = await startAthenaEndpoint({ backend, workGroups: service.workGroups, databases: service.databases });
    const observer = await startAthenaEndpoint({ backend });
    closers.push(() => backend.close(), ...[front, slack, secrets, athena, observer].map((one) => () => one.close()));
    const functions = deployAll(service, join(scratch, 'functions'), { front, athena, secrets, slack });
    closers.push(async () => {
      for (const one of functions.values()) await one.stop();
    });
    const sql = createSqlLibrary('sql');
    const twin = await openTwin({
      folder: join(scratch, 'twin'),
      client: s3,
      bucket: sourceBucket,
      prefix: sourcePrefix,
      sql,
    });
    closers.push(() => twin.close());
    const functionOf = (name: string): LambdaFunction => {
      const found = functions.get(name);
      if (found === undefined) throw new Error(`The template has no function "${name}"`);
      return found;
    };
    const target = [...functions.values()].find(({ settings }) => settings.arn === mapping.functionArn);
    if (target === undefined) throw new Error('The queue feeds a function that the template does not have');
    const sqs = new SQSClient(base);
    return {
      narrator,
      material,
      service,
      s3,
      sqs,
      sns: new SNSClient(base),
      cloud,
      front,
      athena,
      slack,
      sql,
      lake: observe(observer, service.databases[0] ?? ''),
      twin,
      queue,
      queueUrl,
      mapping,
      lakeBucket,
      functionOf,
      drain: () => drainQueue({ sqs, queueUrl, mapping, target, retrySeconds, concurrency: pollersMax }),
      ...createScheduler(service, { functionOf, athena, endAt: material.endAt }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The bucket that the functions write to, which has to be one that is there. */
function bucketOf(service: Service): string {
  const locations = new Set(
    [...service.functions.values()].map(({ variables }) => variables['SUBTRAIL_LAKE_LOCATION']),
  );
  const [location = ''] = locations;
  const bucket = /^s3:\/\/([^/]+)/.exec(location)?.[1] ?? '';
  if (locations.size !== 1 || !service.buckets.includes(bucket))
    throw new Error(
      `The functions write to ${[...locations].join(', ')}, the template makes ${service.buckets.join(', ')}`,
    );
  return bucket;
}

function createQueues(cloud: FauxqsServer, service: Service) {
  const [mapping] = service.mappings;
  const queue = service.queues.find(({ arn }) => arn === mapping?.queueArn);
  if (mapping === undefined || queue === undefined) throw new Error('No queue of the template feeds a function');
  const urls = new Map<string, string>();
  // A queue of dead letters has to be there before the one that it serves.
  for (const { name, arn, visibilitySeconds, redrive } of service.queues.toSorted((a) =>
    a.redrive === null ? -1 : 1,
  )) {
    const { queueUrl, queueArn } = cloud.createQueue(name, {
      attributes: {
        VisibilityTimeout: String(visibilitySeconds),
        ...(redrive === null
          ? {}
          : {
              RedrivePolicy: JSON.stringify({
                deadLetterTargetArn: redrive.deadLetterArn.replace(account.accountId, '000000000000'),
                maxReceiveCount: redrive.receiveCountMax,
              }),
            }),
      },
    });
    if (queueArn.split(':').at(-1) !== arn.split(':').at(-1)) throw new Error(`The queue ${arn} became ${queueArn}`);
    urls.set(arn, queueUrl);
  }
  return { queue, mapping, queueUrl: urls.get(queue.arn) ?? '' };
}

async function openBackend(
  engine: EngineName,
  { scratch, s3, service }: { readonly scratch: string; readonly s3: S3Client; readonly service: Service },
): Promise<AthenaBackend> {
  const database = service.databases[0] ?? '';
  if (engine === 'trino') return openTrinoBackend({ database, client: s3 });
  const folder = join(scratch, 'athena');
  mkdirSync(folder, { recursive: true });
  return openDuckDbBackend({
    folder,
    database,
    prelude: readFileSync('sql/engines/duckdb.sql', 'utf8'),
    mirror: createStagedMirror(s3, join(folder, 'mirror')),
  });
}

function deployAll(
  service: Service,
  folder: string,
  { front, athena, secrets, slack }: { front: Endpoint; athena: Endpoint; secrets: Endpoint; slack: FakeSlack },
): Map<string, LambdaFunction> {
  const surroundings = {
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: 'example',
    AWS_ENDPOINT_URL_S3: front.url,
    AWS_ENDPOINT_URL_ATHENA: athena.url,
    AWS_ENDPOINT_URL_SSM: secrets.url,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    SUBTRAIL_SLACK_API_URL: slack.apiUrl,
  };
  return new Map(
    [...service.functions].map(([name, settings]) => [
      name,
      deployFunction({ ...settings, variables: { ...settings.variables, ...surroundings } }, folder),
    ]),
  );
}

/** Reads the lake past the endpoint that the functions use, so that looking changes nothing for them. */
const observe = (endpoint: Endpoint, database: string): QueryEngine =>
  createAthenaQueryEngine({
    client: new AthenaClient({ endpoint: endpoint.url, region: account.region, credentials }),
    workGroup: 'primary',
    database,
    runId: `observer/${Date.now()}`,
    clock: { now: () => new Date() },
    deadlineAt: new Date(Date.now() + 3_600_000),
    pollMillis: 50,
    wait: (millis) => wait(millis),
  });

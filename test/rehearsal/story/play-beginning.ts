import { statSync } from 'node:fs';
import { createServer } from 'node:http';
import { lakeTables, stagedTables } from '../../../core/lake/tables.ts';
import { listen, readBody } from '../aws/json-endpoint.ts';
import type { InvocationReport } from '../lambda/environment.ts';
import { readMetrics } from './metrics.ts';
import type { RunCost, World } from './world.ts';

/** Bytes of a package, and milliseconds until its handler can be called. */
const zipBytesMax = { ingest: 1_000_000, others: 3_000_000 };
const ingestInitMillisMax = 150;

/** What an invocation answered, or how it failed, in a few words. */
export const told = ({ outcome, log }: InvocationReport): unknown =>
  outcome.kind === 'response' ? outcome.value : { ...outcome, log: log.slice(-1_200) };

/** The packages are small, and the template gives everything that the story needs. */
export function playPackage({ narrator, service, mapping, queue }: World): void {
  narrator.chapter('The service is packaged, and what would be deployed is read');
  narrator.tell(
    `${service.functions.size} functions, ${service.schedules.length} schedules, ${service.queues.length} queues, ${service.workGroups.length} workgroup`,
  );
  narrator.tell(
    `batches of ${mapping.batchSize} from "${queue.name}"; out of sight for ${queue.visibilitySeconds} s, set aside after ${queue.redrive?.receiveCountMax} attempts`,
  );
  for (const [name, { zipFile }] of service.functions) {
    const bytes = statSync(zipFile).size;
    const max = name === 'ingest' ? zipBytesMax.ingest : zipBytesMax.others;
    narrator.promise(`${name}.zip: ${Math.round(bytes / 1_000)} KB of ${max / 1_000}`, bytes <= max);
  }
  narrator.promise('failures of single messages are reported one by one', mapping.reportsItemFailures);
  narrator.promise(
    'a message stays out of sight for six times the timeout of the function',
    queue.visibilitySeconds >=
      6 *
        ([...service.functions.values()].find(({ arn }) => arn === mapping.functionArn)?.timeoutSeconds ??
          Number.POSITIVE_INFINITY),
  );
}

/** Milliseconds that bundles took to load, slowest of each function; those of ingest are promised. */
export function playLoading(world: World): void {
  const { narrator, service } = world;
  narrator.chapter('What the functions took');
  const rows: (string | number)[][] = [['function', 'zip KB', 'load ms', 'memory MB', 'of MB', 'runs', 'longest s']];
  for (const [name, { zipFile, memoryMegabytes }] of service.functions) {
    const { reports } = world.functionOf(name);
    const loads = reports.flatMap(({ initMillis }) => initMillis ?? []);
    const bytes = Math.max(0, ...reports.map(({ maxRssBytes }) => maxRssBytes));
    rows.push([
      name,
      Math.round(statSync(zipFile).size / 1_000),
      loads.length === 0 ? '-' : Math.round(Math.min(...loads)),
      Math.round(bytes / 1_048_576),
      memoryMegabytes,
      reports.length,
      (Math.max(0, ...reports.map(({ millis }) => millis)) / 1_000).toFixed(1),
    ]);
    if (reports.length > 0)
      narrator.promise(`${name} stays within its memory`, bytes < memoryMegabytes * 1_048_576, bytes);
  }
  const loads = world.functionOf('ingest').reports.flatMap(({ initMillis }) => initMillis ?? []);
  // The best of several: others work on this machine as well.
  narrator.promise(
    `ingest is loaded within ${ingestInitMillisMax} ms`,
    Math.min(...loads) <= ingestInitMillisMax,
    loads,
  );
  narrator.table(rows);
  playCosts(world);
}

/** What the scheduled runs cost, and whether alarms see what the functions measure. */
function playCosts({ narrator, costs, service, functionOf }: World): void {
  const rows: (string | number)[][] = [['scheduled runs', 'runs', 'statements', 'MB scanned', 'dollars a run']];
  for (const name of new Set(costs.map((cost) => cost.name))) {
    const mine = costs.filter((cost) => cost.name === name && cost.statements > 0);
    const mean = (of: (cost: RunCost) => number) =>
      mine.reduce((sum, cost) => sum + of(cost), 0) / Math.max(1, mine.length);
    rows.push([
      name,
      mine.length,
      mean(({ statements }) => statements).toFixed(0),
      mean(({ scannedBytes }) => scannedBytes / 1e6).toFixed(1),
      mean(({ dollars }) => dollars).toFixed(4),
    ]);
  }
  narrator.table(rows);
  const measured = readMetrics([...service.functions.keys()].flatMap((name) => functionOf(name).reports));
  const watched = service.alarms.filter(({ namespace }) => namespace === 'subtrail').map(({ metric }) => metric);
  const unseen = [...new Set(watched)].filter((name) => measured[name] === undefined);
  narrator.promise(
    `every metric of ours that an alarm watches was measured: ${[...new Set(watched)].join(', ')}`,
    watched.length > 0 && unseen.length === 0,
    unseen,
  );
}

interface CustomResourceAnswer {
  readonly Status?: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly RequestId?: string;
}

/** Calls *migrate* as CloudFormation does, and gives what it was answered. */
async function request(world: World, type: 'Create' | 'Update' | 'Delete', physicalId?: string) {
  const answers: CustomResourceAnswer[] = [];
  const receiver = await listen(
    createServer(async (incoming, response) => {
      answers.push(JSON.parse((await readBody(incoming)).toString('utf8')) as CustomResourceAnswer);
      response.writeHead(200).end();
    }),
  );
  const [resource] = world.service.customResources;
  const target = [...world.service.functions].find(([, { arn }]) => arn === resource?.functionArn)?.[0] ?? '';
  const requestId = `${type}-${Date.now()}`;
  const report = await world.functionOf(target).invoke({
    RequestType: type,
    ResponseURL: `${receiver.url}/answer?signature=example`,
    StackId:
      'arn:aws:cloudformation:eu-central-1:123456789012:stack/subtrail-rehearsal/00000000-0000-4000-8000-000000000000',
    RequestId: requestId,
    LogicalResourceId: resource?.logicalId,
    ResourceType: resource?.type,
    ServiceToken: resource?.functionArn,
    ResourceProperties: resource?.properties,
    ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
  });
  await receiver.close();
  return { answers, report, requestId };
}

const tableColumns = async ({ lake, service }: World): Promise<string> => {
  const text = `select table_name, column_name, data_type from information_schema.columns where table_schema = '${service.databases[0]}' order by 1, 2`;
  return JSON.stringify(
    await lake.query({ name: 'columns', text, header: {}, parameterNames: [], parameterTypes: {} }),
  );
};

/** The tables are made, and made again, and are not gone when the stack goes. */
export async function playMigration(world: World): Promise<string> {
  const { narrator, athena } = world;
  narrator.chapter('CloudFormation has the tables made');
  athena.behave('fail-for-good');
  const failed = await request(world, 'Create');
  narrator.promise(
    'a failure is told to CloudFormation, which would wait an hour',
    failed.answers[0]?.Status === 'FAILED',
    told(failed.report),
  );
  const made = await request(world, 'Create');
  const physicalId = made.answers[0]?.PhysicalResourceId ?? '';
  const isAnswered =
    made.answers.length === 1 && made.answers[0]?.Status === 'SUCCESS' && made.answers[0].RequestId === made.requestId;
  narrator.promise('it is answered once, with success', isAnswered, {
    answers: made.answers,
    report: told(made.report),
  });
  const columns = await tableColumns(world);
  const missing = [...lakeTables, ...stagedTables]
    .filter(({ name }) => !columns.includes(`"${name}"`))
    .map(({ name }) => name);
  narrator.promise(`all ${lakeTables.length + stagedTables.length} tables are there`, missing.length === 0, missing);
  const again = await request(world, 'Update', physicalId);
  narrator.promise(
    'an update is the same resource, and changes nothing',
    again.answers[0]?.Status === 'SUCCESS' &&
      again.answers[0].PhysicalResourceId === physicalId &&
      (await tableColumns(world)) === columns,
    again.answers,
  );
  return physicalId;
}

/** The stack is removed: what it knows stays. */
export async function playRemoval(world: World, physicalId: string): Promise<void> {
  const { narrator } = world;
  narrator.chapter('The stack is removed');
  const count = async () =>
    JSON.stringify(
      await world.lake.query({
        name: 'count',
        text: 'select count(*) as calls from calls',
        header: {},
        parameterNames: [],
        parameterTypes: {},
      }),
    );
  const [before, columns] = [await count(), await tableColumns(world)];
  const { answers } = await request(world, 'Delete', physicalId);
  narrator.promise(
    'it is answered',
    answers[0]?.Status === 'SUCCESS' && answers[0].PhysicalResourceId === physicalId,
    answers,
  );
  narrator.promise(
    `no row and no table is gone: ${before}`,
    (await count()) === before && (await tableColumns(world)) === columns,
  );
}

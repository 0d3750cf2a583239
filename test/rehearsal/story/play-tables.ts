import { createServer } from 'node:http';
import { lakeTables, stagedTables } from '../../../core/lake/tables.ts';
import { listen, readBody } from '../aws/json-endpoint.ts';
import { told } from './play-beginning.ts';
import type { World } from './world.ts';

/** Seconds that are left of a function's time when it is to give up soon. */
const shortSeconds = 20;

interface CustomResourceAnswer {
  readonly Status?: string;
  readonly Reason?: string;
  readonly PhysicalResourceId?: string;
  readonly RequestId?: string;
}

/** Calls *migrate* as CloudFormation does, and gives what it was answered. */
async function request(
  world: World,
  type: 'Create' | 'Update' | 'Delete',
  { physicalId, timeoutSeconds }: { readonly physicalId?: string; readonly timeoutSeconds?: number } = {},
) {
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
  const event = {
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
  };
  const report = await world.functionOf(target).invoke(event, timeoutSeconds === undefined ? {} : { timeoutSeconds });
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
  athena.behave('hang');
  const late = await request(world, 'Create', { timeoutSeconds: shortSeconds });
  narrator.promise(
    'so is a statement that hangs: it is cancelled, and there is time left to say so',
    late.answers[0]?.Status === 'FAILED' && athena.stopped.length === 1,
    { answers: late.answers, report: told(late.report) },
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
  const again = await request(world, 'Update', { physicalId });
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
  const { answers } = await request(world, 'Delete', { physicalId });
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

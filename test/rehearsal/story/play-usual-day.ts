import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { emptyPolicy, policySchema } from '../../../core/policy/policy-schema.ts';
import { detectByPolicy } from '../../../jobs/detect-by-policy.ts';
import { maintain } from '../../../jobs/maintain.ts';
import type { Parcel } from './deliveries.ts';
import { readMetrics, sumOf } from './metrics.ts';
import { told } from './play-beginning.ts';
import { promiseNothingLost, promiseTruth } from './promises.ts';
import { openWays, putDeliveries, tellOf } from './send-deliveries.ts';
import type { World } from './world.ts';

/** Days that the first run of *detect* looks back over. */
const pastDays = 90;

/** Rows of a question to the deployed lake. */
export const ask = (world: World, text: string) =>
  world.lake.query({ name: 'question', text, header: {}, parameterNames: [], parameterTypes: {} });

/** Keys of the lake's bucket below a prefix. */
export async function keysBelow({ s3, lakeBucket }: World, Prefix: string): Promise<string[]> {
  const { Contents: found = [] } = await s3.send(new ListObjectsV2Command({ Bucket: lakeBucket, Prefix }));
  return found.map(({ Key = '' }) => Key);
}

/** Deliveries come in on every way at once, and are staged. */
export async function playDelivery(world: World, parcels: readonly Parcel[]): Promise<void> {
  const { narrator, front } = world;
  narrator.chapter('Deliveries come in, and the queue hears of them on six ways');
  const ways = openWays(world);
  narrator.tell(`ways: ${Object.keys(ways).join(', ')}; and test events, plain text, and a removal between them`);
  const objects = await putDeliveries(world, parcels);
  const sent = await tellOf(world, ways, objects);
  const before = { ...front.requests };
  const { batches, deleted, failed } = await world.drain();
  narrator.promise(`${sent} messages in ${batches} batches, all of them done with`, deleted === sent && failed === 0, {
    deleted,
    failed,
    last: world.functionOf('ingest').reports.slice(-1).map(told),
  });
  const measured = readMetrics(world.functionOf('ingest').reports);
  const readable = parcels.filter(({ key }) => /\/CloudTrail\//.test(key)).length;
  narrator.promise(
    `${readable} deliveries read, once each`,
    sumOf(measured, 'ObjectsRead') === readable,
    sumOf(measured, 'ObjectsRead'),
  );
  narrator.promise(
    `${parcels.length - readable} files of other kinds passed over, and what names no object let go`,
    sumOf(measured, 'ObjectsPassedOver') === parcels.length - readable && sumOf(measured, 'MessagesIgnored') > 0,
    measured,
  );
  const [read, rows, rejects, skipped] = ['RecordsRead', 'RowsStaged', 'Rejects', 'RecordsSkipped'].map((name) =>
    sumOf(measured, name),
  );
  narrator.promise(
    `${read} records = ${rows} rows + ${rejects} rejects + ${skipped} skipped`,
    read === (rows ?? 0) + (rejects ?? 0) + (skipped ?? 0),
  );
  const perThousand = (action: keyof typeof before): number =>
    Math.round(((front.requests[action] - before[action]) * 1_000) / readable);
  narrator.tell(
    `requests to S3 for a thousand deliveries: ${perThousand('get')} GET, ${perThousand('put')} PUT, ${perThousand('list')} LIST`,
  );
  narrator.promise('a delivery is asked for once', front.requests.get - before.get === readable, { ...front.requests });
}

/** *attribute* at its next time. */
export async function playAttribution(world: World, parcels: readonly Parcel[]): Promise<void> {
  const { narrator, athena } = world;
  narrator.chapter('Attribute comes by its schedule, when the slot is closed');
  const started = athena.executions.length;
  const report = await world.runScheduled('attribute');
  narrator.promise('it settles the slot', report.outcome.kind === 'response', told(report));
  narrator.tell(describeCost(world, started, report.millis));
  narrator.promise('what was staged is gone from the bucket', (await keysBelow(world, 'staged/')).length === 0);
  await promiseNothingLost(world);
  await promiseTruth(world, parcels);
  const twice = await world.runScheduled('attribute', { again: true });
  narrator.promise(
    'the scheduler may call twice for one moment: there is nothing left to do',
    twice.outcome.kind === 'response',
    told(twice),
  );
  const idleFrom = athena.executions.length;
  const idle = await world.runScheduled('attribute');
  narrator.promise(
    `with nothing staged it runs ${athena.executions.length - idleFrom} statements and changes nothing`,
    idle.outcome.kind === 'response' && athena.executions.length === idleFrom,
    told(idle),
  );
}

/** Statements since a mark, and what they scanned. */
export function describeCost({ athena }: World, from: number, millis: number): string {
  const ran = athena.executions.slice(from);
  const bytes = ran.reduce((sum, { result }) => sum + (result?.scannedBytes ?? 0), 0);
  return `${ran.length} statements, ${(bytes / 1e6).toFixed(1)} MB scanned, ${(millis / 1_000).toFixed(1)} s`;
}

const findingsText =
  'select rule, finding_key, severity, state, event_count, first_event_at, actor, resource from findings order by rule, finding_key';

/** *detect* finds what was planted, tells Slack, and tells nobody twice. */
export async function playDetection(world: World): Promise<void> {
  const { narrator, slack, material, twin, sql } = world;
  narrator.chapter('Detect finds what was planted, and tells Slack');
  const started = world.athena.executions.length;
  const report = await world.runScheduled('detect', { more: { windowDays: pastDays } });
  narrator.promise('it runs every detection', report.outcome.kind === 'response', told(report));
  narrator.tell(describeCost(world, started, report.millis));
  const rows = await ask(world, findingsText);
  const open = new Set(
    rows
      .filter((row) => row['state'] === 'open')
      .map((row) => `${row['rule']} ${row['severity']} ${row['finding_key']}`),
  );
  const missing = material.expected
    .filter(({ rule }) => rule !== 'exemption_lapsed')
    .filter(({ rule, severity, key }) => !open.has(`${rule} ${severity} ${key}`));
  narrator.promise(
    `all ${material.expected.length} planted incidents are among ${open.size} open findings`,
    missing.length === 0,
    missing,
  );
  const windowEndAt = world.lastScheduled('detect');
  const policy = policySchema.parse({ ...emptyPolicy, ...material.policy });
  await detectByPolicy({
    engine: twin.engine,
    sql,
    policy,
    windowStartAt: new Date(windowEndAt.getTime() - pastDays * 86_400_000),
    windowEndAt,
  });
  const there = await twin.engine.query({
    name: 'findings',
    text: findingsText,
    header: {},
    parameterNames: [],
    parameterTypes: {},
  });
  narrator.promise('they are those that the command line finds', JSON.stringify(rows) === JSON.stringify(there), {
    here: rows.length,
    there: there.length,
    difference: rows.filter((row) => !there.some((other) => JSON.stringify(other) === JSON.stringify(row))).slice(0, 2),
  });
  const channels = [...new Set(slack.posted.map(({ channel }) => channel))];
  narrator.tell(
    `Slack: ${channels.map((channel) => `${slack.posted.filter((one) => one.channel === channel).length} in ${channel}`).join(', ')}`,
  );
  narrator.promise('people were told', slack.posted.length > 0);
  const posted = slack.posted.length;
  const again = await world.runScheduled('detect');
  narrator.promise(
    'a quarter later nobody is told of anything new, only of what has been quiet for its days',
    again.outcome.kind === 'response' && slack.posted.slice(posted).every(({ text }) => text.startsWith('Resolved')),
    {
      ...(told(again) as object),
      posted: slack.posted.slice(posted).map(({ text }) => text),
    },
  );
  const quiet = slack.posted.length;
  const daily = await world.runScheduled('detectDaily');
  narrator.promise(
    'nor by the daily look over sixteen days',
    daily.outcome.kind === 'response' && slack.posted.slice(quiet).every(({ text }) => text.startsWith('Resolved')),
    { ...(told(daily) as object), posted: slack.posted.slice(quiet).map(({ text }) => text) },
  );
  const settled = slack.posted.length;
  const last = await world.runScheduled('detect');
  narrator.promise(
    'and a quarter later of nothing at all',
    last.outcome.kind === 'response' && slack.posted.length === settled,
    told(last),
  );
}

/** *report* writes the week, and says so once. */
export async function playReport(world: World): Promise<void> {
  const { narrator, slack, s3, lakeBucket } = world;
  narrator.chapter('Monday: the report of the week');
  const posted = slack.posted.length;
  const report = await world.runScheduled('report');
  narrator.promise('it is written', report.outcome.kind === 'response', told(report));
  const keys = await keysBelow(world, 'reports/');
  narrator.tell(`in the bucket: ${keys.join(', ')}`);
  const page = keys.find((key) => key.endsWith('.html')) ?? '';
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: page }));
  const html = (await body?.transformToString()) ?? '';
  narrator.promise(
    `the page is whole (${Math.round(html.length / 1_000)} KB) and shows a chart`,
    html.includes('<svg') && html.trimEnd().endsWith('</html>'),
  );
  const [summary] = slack.posted.slice(posted);
  narrator.promise('its summary is in Slack', summary !== undefined, slack.posted.length - posted);
  narrator.tell(`“${(summary?.text ?? '').split('\n')[0]}”`);
  const again = await world.runScheduled('report', { again: true });
  narrator.promise(
    'written again, it is told once all the same',
    again.outcome.kind === 'response' && slack.posted.length === posted + 1,
    told(again),
  );
}

/** *maintain* keeps the tables in shape. */
export async function playUpkeep(world: World): Promise<void> {
  const { narrator, athena } = world;
  narrator.chapter('Daily: the tables are kept in shape');
  const started = athena.executions.length;
  const report = await world.runScheduled('maintain');
  narrator.promise('every table is compacted and swept', report.outcome.kind === 'response', told(report));
  narrator.tell(describeCost(world, started, report.millis));
  const asOf = world.lastScheduled('maintain');
  const retentionDays = Number(world.functionOf('maintain').settings.variables['SUBTRAIL_RETENTION_DAYS']);
  await maintain({
    engine: world.twin.engine,
    sql: world.sql,
    asOf,
    retentionDays,
    upkeep: [],
    wantsMore: () => false,
  });
  const removed = await ask(world, 'select count(*) as n from removals');
  narrator.tell(`what is older than ${retentionDays} days is gone, and counted in ${removed[0]?.['n']} rows`);
  await promiseNothingLost(world);
}

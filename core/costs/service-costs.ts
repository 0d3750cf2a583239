import { type Assumptions, assumptions, ingestSeconds, memoryGb, objectsPerBatch } from './assumptions.ts';
import { attributeReads, attributeSeconds, totalReads } from './athena-reads.ts';
import { athenaDollars, bytesPerGb, prices } from './prices.ts';

/** How much is delivered in a month, from how many accounts. */
export interface ServiceLoad {
  readonly accounts: number;
  readonly eventsPerMonth: number;
  readonly objectsPerMonth: number;
}

/** One line of a month's bill. */
export interface MonthlyCost {
  readonly item: string;
  readonly dollars: number;
}

/**
 * A month of the deployed service, when it has run for as long as calls are kept.
 * **shape**: `dollarsPerGb` is for a GB (10^9 bytes) of json.gz delivered; `attributeRunSeconds` is a run of the middle of the day.
 */
export interface ServiceCosts {
  readonly load: ServiceLoad;
  readonly items: readonly MonthlyCost[];
  readonly dollars: number;
  readonly compressedGb: number;
  readonly dollarsPerGb: number;
  readonly attributeRunBytes: number;
  readonly attributeRunSeconds: number;
}

/** What a month costs, under the assumptions in use or others. **errors**: never throws. */
export function estimateService(load: ServiceLoad, given: Assumptions = assumptions): ServiceCosts {
  const jsonBytes = load.eventsPerMonth * given.jsonBytesPerRecord;
  const batches = load.objectsPerMonth / objectsPerBatch(load.objectsPerMonth, given);
  const reads = attributeReads(lakeInTheMiddleOfADay(load, given), given);
  const settling = given.runsPerMonth * queriesDollars(given.statementsPerRun, totalReads(reads));
  const items: MonthlyCost[] = [
    { item: 'Lambda, ingest', dollars: ingestDollars(load, batches, given) },
    { item: 'Lambda, the others', dollars: waitingDollars(attributeSeconds(reads, given), given) },
    { item: 'SQS', dollars: sqsRequests(load, batches, given) * prices.sqsDollarsPerRequest },
    { item: 'S3, requests', dollars: s3RequestDollars(load, batches, given) },
    { item: 'S3, storage', dollars: storageDollars(load, given) },
    { item: 'Athena, attribute', dollars: settling },
    { item: 'Athena, detect', dollars: detectDollars(load, given) },
    { item: 'Athena, report and maintain', dollars: upkeepDollars(load, given) },
    { item: 'EventBridge Scheduler', dollars: scheduledRuns(given) * prices.schedulerDollarsPerInvocation },
    { item: 'CloudWatch, metrics, alarms, dashboard', dollars: watchingDollars(given) },
    { item: 'CloudWatch, logs', dollars: logDollars(batches, given) },
    { item: 'KMS', dollars: kmsDollars(load, given) },
    { item: 'Secrets', dollars: given.secrets * prices.secretDollarsPerMonth },
  ];
  const dollars = items.reduce((sum, one) => sum + one.dollars, 0);
  const compressedGb = jsonBytes / given.jsonBytesPerCompressedByte / 1e9;
  return {
    load,
    items,
    dollars,
    compressedGb,
    dollarsPerGb: dollars / compressedGb,
    attributeRunBytes: totalReads(reads),
    attributeRunSeconds: attributeSeconds(reads, given),
  };
}

const eventsPerDay = ({ eventsPerMonth }: ServiceLoad, given: Assumptions): number =>
  (eventsPerMonth * 24) / given.hoursPerMonth;

/** Today is half full on average, and for half of the runs yesterday is not over. */
const lakeInTheMiddleOfADay = (load: ServiceLoad, given: Assumptions) => ({
  newCalls: load.eventsPerMonth / given.runsPerMonth,
  callsOnDays: eventsPerDay(load, given) * given.daysPerRun,
  credentials: eventsPerDay(load, given) * given.credentialReadDays * given.credentialsPerCall,
});

function ingestDollars(load: ServiceLoad, batches: number, given: Assumptions): number {
  const seconds = ingestSeconds(load.objectsPerMonth, load.eventsPerMonth * given.jsonBytesPerRecord);
  const gbSeconds = seconds * memoryGb(given.ingestMemoryMb);
  return gbSeconds * prices.lambdaDollarsPerGbSecond + batches * prices.lambdaDollarsPerRequest;
}

/** A message is sent alone, and received and deleted with others. */
function sqsRequests({ objectsPerMonth }: ServiceLoad, batches: number, given: Assumptions): number {
  return objectsPerMonth + 2 * Math.max(batches, objectsPerMonth / given.messagesPerRequest);
}

/** Seconds after which a run breaks off, to be taken up by the next: the timeout. */
const runSecondsMax = 900;

/** Attribute and detect wait for Athena; the other functions run too seldom to count. */
function waitingDollars(attributeRunSeconds: number, given: Assumptions): number {
  const detectSeconds = given.statementsPerDetection * given.secondsPerStatement;
  const seconds =
    given.runsPerMonth * Math.min(attributeRunSeconds, runSecondsMax) + given.detectRunsPerMonth * detectSeconds;
  return seconds * memoryGb(given.waitingMemoryMb) * prices.lambdaDollarsPerGbSecond;
}

/** Each delivery is got once; files are put when staged, and got by the statements that read them. */
function s3RequestDollars({ objectsPerMonth }: ServiceLoad, batches: number, given: Assumptions): number {
  const files = batches * given.stagedFilesPerBatch;
  const gets = objectsPerMonth + files * given.stagedReadings;
  return files * prices.s3DollarsPerPut + gets * prices.s3DollarsPerGet;
}

function storageDollars({ eventsPerMonth }: ServiceLoad, given: Assumptions): number {
  const calls = eventsPerMonth * given.retentionMonths;
  const credentials = eventsPerMonth * given.credentialMonths * given.credentialsPerCall;
  const bytes = calls * given.lakeBytesPerCall + credentials * given.lakeBytesPerCredential;
  return (bytes / bytesPerGb) * prices.s3DollarsPerGbMonth;
}

/** Queries that read so much together: Athena counts none for less than its least. */
const queriesDollars = (queries: number, bytes: number): number => queries * athenaDollars(bytes / queries);

function detectDollars(load: ServiceLoad, given: Assumptions): number {
  const calls = eventsPerDay(load, given);
  const windowBytes = calls * given.detectBytesPerCall * given.detectWindowDays;
  const dailyBytes = calls * given.detectBytesPerCall * given.detectDailyDays;
  const baselineBytes = calls * given.baselineBytesPerCall * given.baselineDays;
  return (
    (365 / 12) * queriesDollars(given.statementsPerDetection - 1, dailyBytes) +
    given.detectRunsPerMonth * queriesDollars(given.statementsPerDetection - 1, windowBytes) +
    given.baselineRunsPerMonth * athenaDollars(baselineBytes)
  );
}

/** A report reads half a year; maintenance reads each day's calls once, to write them anew in larger files. */
function upkeepDollars(load: ServiceLoad, given: Assumptions): number {
  const calls = eventsPerDay(load, given);
  return (
    given.reportsPerMonth * athenaDollars(calls * given.reportDays * given.reportBytesPerCall) +
    given.maintenancesPerMonth * athenaDollars(calls * given.lakeBytesPerCall)
  );
}

const scheduledRuns = (given: Assumptions): number =>
  given.runsPerMonth + given.detectRunsPerMonth + given.reportsPerMonth + given.maintenancesPerMonth;

const watchingDollars = (given: Assumptions): number =>
  given.customMetrics * prices.metricDollarsPerMonth +
  given.alarms * prices.alarmDollarsPerMonth +
  given.dashboards * prices.dashboardDollarsPerMonth;

function logDollars(batches: number, given: Assumptions): number {
  const gb = ((batches + scheduledRuns(given)) * given.logBytesPerInvocation) / bytesPerGb;
  return gb * (prices.logsDollarsPerGb + prices.logsDollarsPerGbMonth * given.logRetentionMonths);
}

/** Trails are often encrypted with a key of their own; the lake's bucket keeps its data key for a while. */
const kmsDollars = ({ objectsPerMonth }: ServiceLoad, given: Assumptions): number =>
  given.kmsKeys * prices.kmsDollarsPerKeyMonth + objectsPerMonth * prices.kmsDollarsPerRequest;

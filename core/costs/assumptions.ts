/**
 * What the cost model takes for granted, each with its unit and where it comes from. *Measured* means on a shared machine
 * of two cores with made-up trails; nothing was measured in AWS. Whoever has a bill can put better figures here.
 */
export const assumptions = {
  // ---- Deliveries
  /** Bytes of JSON in a byte of json.gz. Measured on made-up deliveries: 8.05 and 8.9; a real trail may be less alike. */
  jsonBytesPerCompressedByte: 8.05,
  /** Bytes of JSON of one record. Measured on made-up deliveries: 1,608 to 1,708. */
  jsonBytesPerRecord: 1_708,

  // ---- Functions
  /** MB of memory of ingest and backfill: what Lambda gives one core for. **source**: serverless.ts */
  ingestMemoryMb: 1_769,
  /** Bytes of JSON a second, read and staged: 64 MB measured (`npm run bench -- ingest`), times 0.4 for a core of Lambda, assumed. */
  ingestJsonBytesPerSecond: 64e6 * 0.4,
  /** Seconds of one object beside reading it: the requests to S3 and what the SDK does for them. Assumed. */
  ingestSecondsPerObject: 0.15,
  /** The queue hands over at most so many messages, or what came in so many seconds, to each of so many readers. **source**: infra/queues.ts; readers: assumed. */
  ingestMessagesMax: 100,
  ingestWindowSeconds: 60,
  ingestReaders: 5,
  /** Messages that SQS hands over, or forgets, with one request. **source**: SQS quotas */
  messagesPerRequest: 10,
  /** Files that a batch writes: events and the deliveries that make it count. Rejects are rare. */
  stagedFilesPerBatch: 2,
  /** Functions that wait for Athena: MB of memory each. **source**: serverless.ts */
  waitingMemoryMb: 512,

  // ---- Bytes of Parquet
  /** A staged call: measured 55 in large batches, 75 where every delivery is a batch of its own. */
  stagedBytesPerCall: 55,
  stagedBytesPerCallAlone: 75,
  /** A call in the lake, with the requests of writes: measured 45 without much of those, 55 staged with them. */
  lakeBytesPerCall: 55,
  /** Rows of `callers` and of `sessions` for a call: assumed; the demo organisation, all of it CI, has 0.06. */
  credentialsPerCall: 0.01,
  /** Bytes of one row of `callers`, `sessions` and `exchanges` together. Measured (`npm run bench -- bytes`): 100, 120, 106. */
  lakeBytesPerCredential: 326,

  // ---- What a run of attribute asks Athena for (`npm run bench -- bytes`; columns that statements name, so an upper bound)
  /** Times that the bytes of new calls are read: 149.5 of 45.8. */
  stagedReadings: 3.3,
  /** Times that the calls on the days of the run are read: 204 of 45.2. */
  dayReadings: 4.5,
  /** Bytes of each caller, and of each session, that a run reads: 206 once and 95 in each pass, 205 once and 69; four passes. */
  readBytesPerCaller: 586,
  readBytesPerSession: 481,
  /** Days of credentials that a run reads: those of its rows, and four before and after. **source**: jobs/attribute.ts */
  credentialReadDays: 9,
  /** Days of calls that a run touches, today being half full on average. Assumed: late exchanges reach into yesterday. */
  daysPerRun: 1,
  /** Statements of a run: 20, and five for each of four passes. **source**: jobs/attribute.ts */
  statementsPerRun: 40,
  /** Seconds of a statement that finds little to do: queue, plan and commit. Assumed. */
  secondsPerStatement: 4,
  /** Bytes that Athena reads in a second for one statement. Assumed. */
  athenaBytesPerSecond: 1e9,

  // ---- Detections, reports, maintenance
  /** Statements of a run of detect: detections, grades, findings, messages. **source**: jobs/detect.ts */
  statementsPerDetection: 32,
  /** Bytes of each call in the window that detections ask for, all together (`npm run bench -- bytes`), and days of the window (functions/detect.ts). */
  detectBytesPerCall: 243,
  detectWindowDays: 2,
  /** Once a day it looks at so many days. **source**: infra/schedules.ts */
  detectDailyDays: 16,
  /** The one detection that compares with the past: bytes of each call, and its days. **source**: core/findings/detection.ts */
  baselineBytesPerCall: 27.5,
  baselineDays: 37,
  /** Bytes of each call, in the weeks that a report shows. */
  reportBytesPerCall: 30,
  reportDays: 182,

  // ---- Time
  hoursPerMonth: 730,
  /** Runs of attribute in a month, and of detect: every quarter of an hour. The comparison with the past is part of detect. */
  runsPerMonth: 4 * 730,
  detectRunsPerMonth: 4 * 730,
  baselineRunsPerMonth: 4 * 730,
  reportsPerMonth: 52 / 12,
  maintenancesPerMonth: 365 / 12,
  /** How long calls are kept, in months; and credentials with them. */
  retentionMonths: 12,
  credentialMonths: 12,

  // ---- Watching
  /** **source**: what functions/ measure, and infra/alarms.ts */
  customMetrics: 22,
  alarms: 15,
  dashboards: 1,
  logBytesPerInvocation: 2_000,
  logRetentionMonths: 1,
  /** Keys of KMS that are ours. Trails encrypted with a key cost a Decrypt for each object. */
  kmsKeys: 1,
  secrets: 1,

  // ---- Backfill
  /** Objects that are read at the same time, so that a quarter of an hour stays small enough to be settled in one. */
  backfillConcurrency: 20,
  /** Staged bytes that are settled in one go. **source**: jobs/settle-slots.ts */
  settledBytesAtOnce: 2 * 2 ** 30,
} as const;

/** The same figures with other values: for what would be if something was changed. */
export type Assumptions = { readonly [K in keyof typeof assumptions]: number };

/** What decision 0016 says to change for the largest organisations: attribute and detect once an hour; the comparison with the past once a day. */
export const changedForLargeLakes: Assumptions = {
  ...assumptions,
  runsPerMonth: 730,
  detectRunsPerMonth: 730,
  baselineRunsPerMonth: 365 / 12,
};

/** GB of memory, as Lambda sells it, of a function of so many MB. */
export const memoryGb = (megabytes: number): number => megabytes / 1024;

/** Objects that ingest stages in one go, when so many come in a month. */
export function objectsPerBatch(objectsPerMonth: number, given: Assumptions = assumptions): number {
  const objectsPerWindow = (objectsPerMonth / given.hoursPerMonth / 3600) * given.ingestWindowSeconds;
  return Math.min(given.ingestMessagesMax, Math.max(1, objectsPerWindow / given.ingestReaders));
}

/** Seconds of one core of Lambda that reading so much takes. */
export const ingestSeconds = (objects: number, jsonBytes: number): number =>
  objects * assumptions.ingestSecondsPerObject + jsonBytes / assumptions.ingestJsonBytesPerSecond;

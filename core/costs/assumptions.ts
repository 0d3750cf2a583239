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
  /** Objects that ingest stages in one go: the queue's batch. Assumed half full. */
  objectsPerIngestBatch: 5,
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
  /** Bytes of each caller and of each session in the whole lake, for there is no day to narrow them by: 573, and 252 of sessions. */
  readBytesPerCaller: 573,
  readBytesPerSession: 252,
  /** Days of calls that a run touches, today being half full on average. Assumed: late exchanges reach into yesterday. */
  daysPerRun: 1,
  /** Statements of a run: 22, and four for each of four passes. **source**: jobs/attribute.ts */
  statementsPerRun: 38,
  /** Seconds of a statement that finds little to do: queue, plan and commit. Assumed. */
  secondsPerStatement: 4,
  /** Bytes that Athena reads in a second for one statement. Assumed. */
  athenaBytesPerSecond: 1e9,

  // ---- Detections, reports, maintenance
  /** Statements of a run of detect: detections, grades, findings, messages. **source**: jobs/detect.ts */
  statementsPerDetection: 32,
  /** Bytes of each call in the window that detections ask for, all together (`npm run bench -- bytes`, 243), and days of the window. */
  detectBytesPerCall: 243,
  detectWindowDays: 1,
  /** The one detection that compares with the past: bytes of each call, and its days. **source**: core/findings/detection.ts */
  baselineBytesPerCall: 27.5,
  baselineDays: 36,
  /** Bytes of each call, in the weeks that a report shows. */
  reportBytesPerCall: 30,
  reportDays: 182,

  // ---- Time
  hoursPerMonth: 730,
  /** Runs of attribute, and of detect, in a month: every quarter of an hour. */
  runsPerMonth: 4 * 730,
  reportsPerMonth: 52 / 12,
  maintenancesPerMonth: 365 / 12,
  /** How long calls and credentials are kept, in months. */
  retentionMonths: 12,

  // ---- Watching
  customMetrics: 19,
  alarms: 14,
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

/** GB of memory, as Lambda sells it, of a function of so many MB. */
export const memoryGb = (megabytes: number): number => megabytes / 1024;

/** Seconds of one core of Lambda that reading so much takes. */
export const ingestSeconds = (objects: number, jsonBytes: number): number =>
  objects * assumptions.ingestSecondsPerObject + jsonBytes / assumptions.ingestJsonBytesPerSecond;

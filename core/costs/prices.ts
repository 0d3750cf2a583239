/** When the prices were last looked up. */
export const pricesReadOn = '2026-11-25';

const perMillion = 1e-6;

/**
 * Dollars of AWS in us-east-1, on demand, without free tiers, discounts, tax or transfer between regions.
 * **units**: a GB of memory and of storage is 2^30 bytes, a TB of Athena 2^40.
 * **source**: the price pages of Lambda, S3, SQS, Athena, EventBridge, CloudWatch, KMS and Secrets Manager, in copies made
 * between 2024 and 2026 and in secondary tables that agree (read 2026-11-25); AWS's own pages were not read. Other regions
 * cost up to a third more.
 */
export const prices = {
  /** Functions on arm64, first tier. */
  lambdaDollarsPerGbSecond: 0.0000133334,
  lambdaDollarsPerRequest: 0.2 * perMillion,
  /** PUT, COPY, POST and LIST of S3 Standard. */
  s3DollarsPerPut: 5 * perMillion,
  /** GET, HEAD and all others; DELETE is free. */
  s3DollarsPerGet: 0.4 * perMillion,
  s3DollarsPerGbMonth: 0.023,
  s3BatchDollarsPerJob: 0.25,
  s3BatchDollarsPerObject: 1 * perMillion,
  sqsDollarsPerRequest: 0.4 * perMillion,
  athenaDollarsPerTb: 5,
  /** Bytes that Athena counts at least for a query. */
  athenaBilledBytesMin: 10_000_000,
  schedulerDollarsPerInvocation: 1 * perMillion,
  metricDollarsPerMonth: 0.3,
  alarmDollarsPerMonth: 0.1,
  dashboardDollarsPerMonth: 3,
  logsDollarsPerGb: 0.5,
  logsDollarsPerGbMonth: 0.03,
  kmsDollarsPerKeyMonth: 1,
  kmsDollarsPerRequest: 0.03 / 10_000,
  secretDollarsPerMonth: 0.4,
} as const;

/** Bytes of the GB that memory and storage are sold by. */
export const bytesPerGb = 2 ** 30;

/** What Athena asks for one query that reads so many bytes. */
export const athenaDollars = (scannedBytes: number): number =>
  (Math.max(scannedBytes, prices.athenaBilledBytesMin) / 2 ** 40) * prices.athenaDollarsPerTb;

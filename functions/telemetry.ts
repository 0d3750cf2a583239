import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { MetricUnit } from '@aws-lambda-powertools/metrics/types';

/** Structured logs. Named facts only: no whole event, no secret. */
export const logger = new Logger();

/** Embedded metrics, in the namespace that the environment names. */
export const metrics = new Metrics();

/** A number and its unit, as CloudWatch has them. */
export type Measure = readonly [value: number, unit: MetricUnit];

/** Writes down how much of what. Several of one name in an invocation are kept as several values. */
export function measure(measures: Readonly<Record<string, Measure>>): void {
  for (const [name, [value, unit]] of Object.entries(measures)) metrics.addMetric(name, unit, value);
}

/** A plain count. */
export const count = (value: number): Measure => [value, 'Count'];

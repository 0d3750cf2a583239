import type { InvocationReport } from '../lambda/environment.ts';

/** What functions measured, by name, over some invocations. */
export type Measured = Readonly<Record<string, readonly number[]>>;

interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/**
 * Reads the metrics that functions wrote into their logs, as CloudWatch does.
 * **source**: CloudWatch user guide, embedded metric format (read 2026-11)
 */
export function readMetrics(reports: readonly InvocationReport[], namespace = 'subtrail'): Measured {
  const measured: Record<string, number[]> = {};
  for (const line of reports.flatMap(({ log }) => log.split('\n')).filter((one) => one.includes('"_aws"'))) {
    const entry = JSON.parse(line) as EmbeddedMetrics;
    for (const { Namespace, Dimensions, Metrics } of entry._aws.CloudWatchMetrics) {
      // Alarms ask for exactly this dimension: with another one beside it, they would see nothing.
      const isOurs = JSON.stringify(Dimensions) === '[["service"]]' && entry['service'] === 'subtrail';
      if (Namespace !== namespace || !isOurs) continue;
      for (const { Name } of Metrics) {
        const values = [entry[Name]].flat().map(Number);
        measured[Name] = [...(measured[Name] ?? []), ...values];
      }
    }
  }
  return measured;
}

/** All values of a metric together. */
export const sumOf = (measured: Measured, name: string): number =>
  (measured[name] ?? []).reduce((sum, value) => sum + value, 0);

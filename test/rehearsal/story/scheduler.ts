import type { AthenaEndpoint } from '../athena/athena-endpoint.ts';
import type { Execution } from '../athena/execution.ts';
import type { InvocationReport } from '../lambda/environment.ts';
import type { LambdaFunction } from '../lambda/lambda-service.ts';
import { nextTime } from '../template/cron.ts';
import { type Service, scheduledEvent } from '../template/read-service.ts';

/** Statements of one run, the bytes that they scanned, and what Athena takes for that. */
export interface RunCost {
  readonly name: string;
  readonly statements: number;
  readonly scannedBytes: number;
  readonly dollars: number;
}

/** `again`: the same time as the last run, as when the scheduler's event is tried again. `more` joins the event. */
export interface ScheduledOptions {
  readonly again?: boolean;
  readonly killWhen?: () => boolean;
  readonly more?: object;
}

/** Calls functions as the template's schedules do. */
export interface Scheduler {
  /** Runs what a schedule of that name calls at its next time, or once more at the last. */
  runScheduled(name: string, options?: ScheduledOptions): Promise<InvocationReport>;
  /** What the scheduled runs cost, in their order. */
  readonly costs: readonly RunCost[];
  /** The time that a function was last called for. */
  lastScheduled(name: string): Date;
}

const minuteMillis = 60_000;
const quarterMillis = 15 * minuteMillis;

/** Athena counts ten megabytes at least for a query, and five dollars for 2^40 bytes. **source**: Athena pricing (read 2026-11) */
const costOf = (name: string, executions: readonly Execution[]): RunCost => {
  const bytes = executions.map(({ result }) => result?.scannedBytes ?? 0);
  return {
    name,
    statements: executions.length,
    scannedBytes: bytes.reduce((sum, one) => sum + one, 0),
    dollars: bytes.reduce((sum, one) => sum + Math.max(one, 10_000_000), 0) * (5 / 2 ** 40),
  };
};

/**
 * Calls functions by their schedules. *attribute* is called when the slot of this moment will be closed, the others from the end
 * of what happened on: each run is later than the last, as in life.
 */
export function createScheduler(
  service: Service,
  {
    functionOf,
    athena,
    endAt,
  }: {
    readonly functionOf: (name: string) => LambdaFunction;
    readonly athena: AthenaEndpoint;
    readonly endAt: Date;
  },
): Scheduler {
  const costs: RunCost[] = [];
  const lastAt = new Map<string, Date>();
  const runScheduled: Scheduler['runScheduled'] = async (name, { again = false, killWhen, more = {} } = {}) => {
    const schedule = service.schedules.find((one) => one.name.endsWith(`-${name}`));
    if (schedule === undefined) throw new Error(`The template has no schedule "${name}"`);
    const [functionName = ''] = [...service.functions].find(([, { arn }]) => arn === schedule.functionArn) ?? [];
    const target = functionOf(functionName);
    const last = lastAt.get(functionName);
    // The slot of this moment ends with its quarter, and the first run after that is to find it closed.
    const soonest =
      functionName === 'attribute' ? Math.floor(Date.now() / quarterMillis + 1) * quarterMillis : endAt.getTime();
    const earliest = Math.max(soonest, (last?.getTime() ?? 0) + minuteMillis);
    const at = again && last !== undefined ? last : nextTime(schedule.expression, new Date(earliest));
    lastAt.set(functionName, at);
    const event = { ...(scheduledEvent(schedule, at) as object), ...more };
    const from = athena.executions.length;
    const report = await target.invoke(event, killWhen === undefined ? {} : { killWhen });
    costs.push(costOf(name, athena.executions.slice(from)));
    return report;
  };
  return { runScheduled, costs, lastScheduled: (name) => lastAt.get(name) ?? endAt };
}

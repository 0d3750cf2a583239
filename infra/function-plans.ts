import { assumptions } from '../core/costs/assumptions.ts';

/** What runs, how long it may take, and what it may use. */
export interface FunctionPlan {
  readonly name: FunctionName;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Runs at once; null where the event source bounds them. Jobs that write the same tables run one at a time. */
  readonly concurrency: number | null;
  readonly isAskingAthena: boolean;
  /** Seconds after which an event that could not be run is given up, or null where nobody calls it asynchronously. */
  readonly eventSecondsMax: number | null;
}

/** The functions, one file of `functions/` each. */
export const functionNames = ['ingest', 'attribute', 'detect', 'report', 'maintain', 'migrate', 'backfill'] as const;
export type FunctionName = (typeof functionNames)[number];

/**
 * 1,769 MB are one whole processor: more would not make reading deliveries faster, which uses one.
 * **source**: Lambda developer guide, memory and computing power (read 2026-11)
 */
const oneProcessorMegabytes = 1769;
/** Functions that wait for Athena need little. */
const waitingMegabytes = 512;

/** A quarter's run that has not begun half an hour later is done by those that came after it. */
const quarterlyEventSeconds = 1800;
/** A weekly or daily run is worth waiting for as long as Lambda will. **source**: Lambda, asynchronous invocation */
const rareEventSeconds = 21_600;

const plan = (name: FunctionName, rest: Omit<FunctionPlan, 'name'>): FunctionPlan => ({ name, ...rest });

/** Every function in the order of a delivery's way through them. */
export const functionPlans: readonly FunctionPlan[] = [
  plan('ingest', {
    description: 'Reads the deliveries that notifications tell of and stages their records',
    timeoutSeconds: 120,
    memoryMegabytes: oneProcessorMegabytes,
    concurrency: null,
    isAskingAthena: false,
    eventSecondsMax: null,
  }),
  plan('attribute', {
    description: 'Settles closed slots into the lake and ties calls to their origin',
    timeoutSeconds: 900,
    memoryMegabytes: waitingMegabytes,
    concurrency: 1,
    isAskingAthena: true,
    eventSecondsMax: quarterlyEventSeconds,
  }),
  plan('detect', {
    description: 'Finds what should not be there and tells people once',
    timeoutSeconds: 600,
    memoryMegabytes: waitingMegabytes,
    concurrency: 1,
    isAskingAthena: true,
    eventSecondsMax: quarterlyEventSeconds,
  }),
  plan('report', {
    description: 'Writes the report of the week',
    timeoutSeconds: 600,
    memoryMegabytes: 1024,
    concurrency: 1,
    isAskingAthena: true,
    eventSecondsMax: rareEventSeconds,
  }),
  plan('maintain', {
    description: 'Compacts tables, forgets old versions, and removes what is past its days',
    timeoutSeconds: 900,
    memoryMegabytes: waitingMegabytes,
    concurrency: 1,
    isAskingAthena: true,
    eventSecondsMax: rareEventSeconds,
  }),
  plan('migrate', {
    description: 'Makes the tables of the lake where they are not there',
    timeoutSeconds: 600,
    memoryMegabytes: waitingMegabytes,
    concurrency: 1,
    isAskingAthena: true,
    eventSecondsMax: quarterlyEventSeconds,
  }),
  plan('backfill', {
    description: 'Reads deliveries of the past for a job of S3 Batch Operations',
    timeoutSeconds: 300,
    memoryMegabytes: oneProcessorMegabytes,
    // S3 Batch Operations calls as many at a time as it is let, each of which stages files for the same quarter of an hour.
    concurrency: assumptions.backfillConcurrency,
    isAskingAthena: false,
    eventSecondsMax: null,
  }),
];

/** The plan of one function. */
export function planOf(name: FunctionName): FunctionPlan {
  const found = functionPlans.find((one) => one.name === name);
  if (found === undefined) throw new Error(`There is no plan for the function "${name}"`);
  return found;
}

/** Logical ids as osls makes them from a function's name. */
export const functionLogicalId = (name: FunctionName): string => `${capitalise(name)}LambdaFunction`;
export const roleLogicalId = (name: FunctionName): string => `${capitalise(name)}Role`;

const capitalise = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

import type { Clock } from '../../jobs/ports.ts';

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

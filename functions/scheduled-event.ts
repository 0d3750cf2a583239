import { z } from 'zod';

/** When a run was due. A run that is tried again has the same, so that it does the same. */
export const scheduledAt = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

/** What the scheduler hands over. **source**: EventBridge Scheduler, context attributes (read 2026-11) */
export const scheduledEvent = z.object({ scheduledAt });

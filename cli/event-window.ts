import type { OpenLake } from './lake.ts';

/**
 * The window that a command judges: what the user asked for, else all that the lake holds.
 * **shape**: UTC, end excluded; an empty lake gives one empty second, so that commands still say that nothing is there.
 */
export async function findWindow(
  lake: OpenLake,
  asked: { readonly since?: Date; readonly until?: Date },
): Promise<{ windowStartAt: Date; windowEndAt: Date }> {
  const [span] = await lake.engine.query(lake.sql.get('findings/find_event_span'));
  const at = (name: string): Date => new Date(String(span?.[name] ?? '1970-01-01T00:00:00Z'));
  // One second past the newest event, because the end is excluded and CloudTrail counts in seconds.
  const afterLast = new Date(at('last_event_at').getTime() + 1000);
  return { windowStartAt: asked.since ?? at('first_event_at'), windowEndAt: asked.until ?? afterLast };
}

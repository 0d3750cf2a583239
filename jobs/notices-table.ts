import { z } from 'zod';
import { messageKinds, type Notice, noticeKinds, noticeStates } from '../core/notifications/notice.ts';
import { batchRows } from './batch-rows.ts';
import type { MessageReceipt, QueryEngine, SqlLibrary } from './ports.ts';

const text = z.string().nullable();
const noticeRow: z.ZodType<Notice> = z.strictObject({
  notice_id: z.string(),
  message_id: z.string(),
  message_kind: z.enum(messageKinds),
  parent_message_id: text,
  channel: z.string(),
  rule: z.string(),
  finding_key: z.string(),
  life: z.number(),
  kind: z.enum(noticeKinds),
  state: z.enum(noticeStates),
  attempts: z.number(),
  planned_at: z.string(),
  sent_at: text,
  slack_channel: text,
  slack_ts: text,
  error: text,
});

/** Who sends, and from when on others' claims count. */
export interface Claimant {
  readonly runId: string;
  readonly claimedAt: Date;
  readonly staleBefore: Date;
}

/** How the sending of a message ended. */
export type Ending =
  | { readonly state: 'sent'; readonly sentAt: Date; readonly receipt: MessageReceipt }
  | { readonly state: 'failed' | 'unknown'; readonly error: string };

/** What was told, or is to be told, of findings in their present lives. **errors**: `query_failed`. */
export async function loadNotices(engine: QueryEngine, sql: SqlLibrary): Promise<Notice[]> {
  return (await engine.query(sql.get('notifications/list_notices'))).map((row) => noticeRow.parse(row));
}

/** Adds notices; those that are there stay as they are. **errors**: `query_failed`. */
export async function saveNotices(engine: QueryEngine, sql: SqlLibrary, notices: readonly Notice[]): Promise<void> {
  for (const batch of batchRows(notices)) await engine.execute(sql.get('notifications/save_notices'), { rows: batch });
}

/**
 * Takes a message for sending, in a commit of its own so that it is known when this run dies.
 * **shape**: false when it was sent, or another run is at it.
 */
export async function claimMessage(
  engine: QueryEngine,
  sql: SqlLibrary,
  { messageId, runId, claimedAt, staleBefore }: Claimant & { readonly messageId: string },
): Promise<boolean> {
  const claim = { message_id: messageId, claimed_by: runId };
  await engine.execute(sql.get('notifications/claim_message'), {
    ...claim,
    claimed_at: claimedAt,
    stale_before: staleBefore,
  });
  return (await engine.query(sql.get('notifications/find_claim'), claim)).length > 0;
}

/** Writes down how it ended, for a message that this run has taken. */
export async function finishMessage(
  engine: QueryEngine,
  sql: SqlLibrary,
  { messageId, runId, ending }: { readonly messageId: string; readonly runId: string; readonly ending: Ending },
): Promise<void> {
  const isSent = ending.state === 'sent';
  await engine.execute(sql.get('notifications/finish_message'), {
    message_id: messageId,
    claimed_by: runId,
    state: ending.state,
    sent_at: isSent ? ending.sentAt : null,
    slack_channel: isSent ? ending.receipt.channelId : null,
    slack_ts: isSent ? ending.receipt.messageId : null,
    error: isSent ? null : ending.error,
  });
}

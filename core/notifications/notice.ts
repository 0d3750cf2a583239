import { createHash } from 'node:crypto';

/** What a finding's reader is told: that it opened (in one of three ways), that it is still there, that it is over. */
export const noticeKinds = ['opened', 'reopened', 'lapsed', 'reminder', 'resolved'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** `summary`: many findings at once, counted instead of described. */
export const messageKinds = [...noticeKinds, 'summary'] as const;
export type MessageKind = (typeof messageKinds)[number];

/**
 * `planned`: not tried yet. `sending`: somebody is about to send it, or died doing so. `unknown`: tried, and nobody can say
 * whether it arrived. `failed`: refused. `sent`: Slack said so.
 */
export const noticeStates = ['planned', 'sending', 'unknown', 'failed', 'sent'] as const;
export type NoticeState = (typeof noticeStates)[number];

/**
 * One thing to say of one finding: a row of `notifications`.
 * **shape**: `notice_id` follows from rule, finding, life, kind and number, so that two runs mean the same notice. Notices with
 * one `message_id` are said in one message. `parent_message_id` is the message under which it belongs, if any.
 */
export interface Notice {
  readonly notice_id: string;
  readonly message_id: string;
  readonly message_kind: MessageKind;
  readonly parent_message_id: string | null;
  readonly channel: string;
  readonly rule: string;
  readonly finding_key: string;
  readonly life: number;
  readonly kind: NoticeKind;
  readonly state: NoticeState;
  readonly attempts: number;
  readonly planned_at: string;
  readonly sent_at: string | null;
  readonly slack_channel: string | null;
  readonly slack_ts: string | null;
  readonly error: string | null;
}

/** Hexadecimal digits of an id: 128 bits. */
const idLength = 32;

/** An id that follows from its parts and from nothing else. */
export const idOf = (...parts: readonly (string | number | null)[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, idLength);

/** Notices that say that a finding opened: the first thing that anybody hears of it. */
export const isOpening = (kind: NoticeKind): boolean => kind !== 'reminder' && kind !== 'resolved';

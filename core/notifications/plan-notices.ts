import type { Finding } from '../findings/finding.ts';
import { groupBy } from '../group-by.ts';
import type { NotifySettings } from '../policy/policy-schema.ts';
import { findRoute } from './find-route.ts';
import { idOf, isOpening, type MessageKind, type Notice, type NoticeKind } from './notice.ts';

const dayMillis = 86_400_000;

/** What is due now, as notices that nobody planned before. `unrouted` counts findings that no route takes. */
export interface NoticePlan {
  readonly notices: readonly Notice[];
  readonly unrouted: number;
}

/**
 * Decides what people are to be told, from how the findings stand and what was planned before.
 * **shape**: `known` holds the notices of the findings' present lives; `now` is the wall clock, for reminders only.
 * The same input gives the same notices, so that two runs at once plan each only once.
 */
export function planNotices(options: {
  readonly findings: readonly Finding[];
  readonly known: readonly Notice[];
  readonly settings: NotifySettings;
  readonly isStaged: (rule: string) => boolean;
  readonly now: Date;
}): NoticePlan {
  const { findings, known, settings, now } = options;
  const planned = new Set(known.map((notice) => notice.notice_id));
  const parents = new Map(
    known.filter((notice) => isOpening(notice.kind)).map((notice) => [findingId(notice), notice]),
  );
  const due = findings
    .filter((finding) => !options.isStaged(finding.rule))
    .flatMap((finding) => {
      const found = dueNotice(finding, settings, now);
      const id =
        found === null ? '' : idOf(finding.rule, finding.finding_key, finding.reopened_count, found.kind, found.number);
      return found === null || planned.has(id) ? [] : [{ finding, id, kind: found.kind }];
    });
  const routed = due.map((one) => {
    const parent = parents.get(findingId({ ...one.finding, life: one.finding.reopened_count }));
    // What follows belongs where the finding was first told, whatever the routes say by now.
    return { ...one, parent, channel: parent?.channel ?? findRoute(one.finding, settings.routes) };
  });
  const drafts = routed.flatMap(({ channel, ...one }): Draft[] => (channel === null ? [] : [{ ...one, channel }]));
  return { notices: groupDrafts(drafts, settings.summary_above, now), unrouted: routed.length - drafts.length };
}

interface Draft {
  readonly finding: Finding;
  readonly id: string;
  readonly kind: NoticeKind;
  readonly channel: string;
  readonly parent: Notice | undefined;
}

const findingId = (one: { readonly rule: string; readonly finding_key: string; readonly life: number }): string =>
  JSON.stringify([one.rule, one.finding_key, one.life]);

/** The one thing that is due to be said of a finding, by how it stands. */
function dueNotice(
  finding: Finding,
  { renotify_after_days }: NotifySettings,
  now: Date,
): { readonly kind: NoticeKind; readonly number: number } | null {
  if (finding.state === 'exempt') return null;
  if (finding.state === 'resolved') {
    const isDue = finding.opened_notified_at !== null && finding.resolved_notified_at === null;
    return isDue ? { kind: 'resolved', number: 0 } : null;
  }
  if (finding.opened_notified_at === null) {
    const kinds = { new: 'opened', back: 'reopened', lapsed: 'lapsed' } as const;
    return { kind: kinds[finding.opening], number: 0 };
  }
  const interval = renotify_after_days * dayMillis;
  const last = Date.parse(finding.last_notified_at ?? finding.opened_notified_at);
  if (now.getTime() - last < interval) return null;
  return { kind: 'reminder', number: Math.floor((now.getTime() - Date.parse(finding.opened_notified_at)) / interval) };
}

/**
 * Puts what is said in one channel at once into messages: one for each rule and kind, or for each message that it follows;
 * beyond `summaryAbove` findings of a kind, one summary.
 */
function groupDrafts(drafts: readonly Draft[], summaryAbove: number, now: Date): Notice[] {
  const channels = listGroups(drafts, (draft) => draft.channel);
  return channels.flatMap((inChannel) => {
    const openings = inChannel.filter((draft) => isOpening(draft.kind));
    const others = inChannel.filter((draft) => !isOpening(draft.kind));
    return [
      ...(openings.length > summaryAbove
        ? [openings]
        : listGroups(openings, (draft) => `${draft.kind} ${draft.finding.rule}`)
      ).flatMap((group) => toMessage(group, openings.length > summaryAbove ? 'summary' : null, now)),
      ...listGroups(others, (draft) => draft.kind).flatMap((ofKind) => {
        const groups = listGroups(ofKind, (draft) => draft.parent?.message_id ?? draft.finding.rule);
        return groups.length > summaryAbove
          ? toMessage(ofKind, 'summary', now)
          : groups.flatMap((group) => toMessage(group, null, now));
      }),
    ];
  });
}

function toMessage(drafts: readonly Draft[], summary: 'summary' | null, now: Date): Notice[] {
  const [first] = drafts;
  if (first === undefined) return [];
  const parent = summary === null ? (first.parent?.message_id ?? null) : null;
  const kind: MessageKind = summary ?? first.kind;
  const messageId = idOf(first.channel, kind, parent, ...drafts.map((draft) => draft.id).sort());
  return drafts.map((draft) => ({
    notice_id: draft.id,
    message_id: messageId,
    message_kind: kind,
    parent_message_id: parent,
    channel: draft.channel,
    rule: draft.finding.rule,
    finding_key: draft.finding.finding_key,
    life: draft.finding.reopened_count,
    kind: draft.kind,
    state: 'planned',
    attempts: 0,
    planned_at: now.toISOString(),
    sent_at: null,
    slack_channel: null,
    slack_ts: null,
    error: null,
  }));
}

const listGroups = <T>(items: readonly T[], nameOf: (item: T) => string): T[][] => [...groupBy(items, nameOf).values()];

import type { Finding } from '../core/findings/finding.ts';
import { severities } from '../core/findings/severity.ts';
import { idOf, type MessageKind, type Notice } from '../core/notifications/notice.ts';
import { planNotices } from '../core/notifications/plan-notices.ts';
import type { NotifySettings } from '../core/policy/policy-schema.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { renderSlackMessage } from '../render/slack/message.ts';
import { loadFindings } from './findings-table.ts';
import { claimMessage, type Ending, finishMessage, loadNotices, saveNotices } from './notices-table.ts';
import type { Clock, Notifier, OutgoingMessage, QueryEngine, SqlLibrary } from './ports.ts';

/** Messages in a row that a channel may refuse before this run leaves it alone. */
const failuresInARowMax = 3;

/** A message as it would be, or was, sent. */
export interface PlannedMessage {
  readonly messageId: string;
  readonly kind: MessageKind;
  readonly channel: string;
  readonly parentId: string | null;
  readonly mayRepeat: boolean;
  readonly notices: readonly Notice[];
  readonly findings: readonly Finding[];
}

/** `unrouted` counts findings that no route takes; `waiting` messages that were left for the next run. */
export interface NotifyOutcome {
  readonly sent: number;
  readonly failed: readonly { readonly channel: string; readonly error: string }[];
  readonly waiting: number;
  readonly unrouted: number;
}

/** What both planning and sending need. */
export interface NotifyOptions {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
  readonly clock: Clock;
  readonly settings: NotifySettings;
  readonly isStaged: (rule: string) => boolean;
}

/** What would be sent now, with what still waits to be. Changes nothing. **errors**: `query_failed`. */
export async function planMessages(options: NotifyOptions): Promise<{
  readonly messages: readonly PlannedMessage[];
  readonly unrouted: number;
}> {
  const findings = await loadFindings(options.engine, options.sql);
  const known = await loadNotices(options.engine, options.sql);
  const { notices, unrouted } = planNotices({ ...options, findings, known, now: options.clock.now() });
  return { messages: toMessages([...known, ...notices], findings), unrouted };
}

/**
 * Tells people what is due: plans it, then sends message by message, each claimed before and written down after.
 * **shape**: `runId` is this run's alone; a claim older than `claimMinutesMax` is that of a run that died. A message that was
 * sent is never sent again; one whose sending may have worked says so when it is repeated.
 * **errors**: `query_failed`; a message that cannot be delivered is part of the outcome, and tried again by the next run.
 */
export async function notify(
  options: NotifyOptions & { readonly notifier: Notifier; readonly runId: string; readonly claimMinutesMax: number },
): Promise<NotifyOutcome> {
  const { engine, sql } = options;
  await engine.execute(sql.get('notifications/mark_told'));
  const { messages: planned, unrouted } = await planMessages(options);
  await saveNotices(
    engine,
    sql,
    planned.flatMap(({ notices }) => notices),
  );
  // Another run may have planned some of it in messages of its own: what the lake holds now is what counts.
  const notices = await loadNotices(engine, sql);
  const messages = toMessages(notices, await loadFindings(engine, sql));
  const threads = new Map(notices.flatMap((notice) => (notice.slack_ts === null ? [] : [[notice.message_id, notice]])));
  const failed: { channel: string; error: string }[] = [];
  const refusals = new Map<string, number>();
  let sent = 0;
  let waiting = 0;
  for (const message of messages) {
    const refused = refusals.get(message.channel) ?? 0;
    const ending = refused >= failuresInARowMax ? null : await sendClaimed(message, threads, options);
    if (ending === null) waiting += 1;
    else if (ending.state === 'sent') sent += 1;
    else failed.push({ channel: message.channel, error: ending.error });
    if (ending !== null) refusals.set(message.channel, ending.state === 'sent' ? 0 : refused + 1);
  }
  await engine.execute(sql.get('notifications/mark_told'));
  return { sent, failed, waiting, unrouted };
}

/** Sends one message under a claim; null when another run is at it. */
async function sendClaimed(
  message: PlannedMessage,
  threads: ReadonlyMap<string, Notice>,
  options: Parameters<typeof notify>[0],
): Promise<Ending | null> {
  const { engine, sql, clock, runId, notifier } = options;
  const { messageId } = message;
  const claimedAt = clock.now();
  const staleBefore = new Date(claimedAt.getTime() - options.claimMinutesMax * 60_000);
  if (!(await claimMessage(engine, sql, { messageId, runId, claimedAt, staleBefore }))) return null;
  let ending: Ending;
  try {
    const receipt = await notifier.send(toOutgoing(message, threads, options.settings));
    ending = { state: 'sent', sentAt: clock.now(), receipt };
  } catch (error) {
    if (!(error instanceof SubtrailError) || error.code !== 'notify_failed') throw error;
    // Whatever an earlier attempt left open stays open.
    const mayHaveArrived = message.mayRepeat || error.details['mayHaveArrived'] === true;
    ending = { state: mayHaveArrived ? 'unknown' : 'failed', error: error.message };
  }
  await finishMessage(engine, sql, { messageId, runId, ending });
  return ending;
}

/** A planned message as its channel gets it: below the message that it follows, where there are threads. */
export function toOutgoing(
  message: PlannedMessage,
  threads: ReadonlyMap<string, Notice>,
  settings: NotifySettings,
): OutgoingMessage {
  const parent = threads.get(message.parentId ?? '');
  return {
    channel: parent?.slack_channel ?? message.channel,
    threadId: parent?.slack_ts ?? null,
    isBroadcast: message.kind !== 'resolved',
    render: (mayRepeat) =>
      renderSlackMessage({
        kind: message.kind,
        findings: message.findings,
        mayRepeat: mayRepeat || message.mayRepeat,
        runbookUrl: settings.runbook_url,
        queryUrl: settings.query_url,
      }),
  };
}

/** What is not sent yet, message by message, the most severe first. */
function toMessages(notices: readonly Notice[], findings: readonly Finding[]): PlannedMessage[] {
  const byId = new Map(findings.map((finding) => [idOf(finding.rule, finding.finding_key), finding]));
  const messages = new Map<string, Notice[]>();
  for (const notice of notices) {
    if (notice.state === 'sent') continue;
    const group = messages.get(notice.message_id);
    if (group === undefined) messages.set(notice.message_id, [notice]);
    else group.push(notice);
  }
  return [...messages.values()]
    .flatMap((group) => toMessage(group, byId))
    .sort((left, right) => severityOf(left) - severityOf(right));
}

function toMessage(notices: readonly Notice[], byId: ReadonlyMap<string, Finding>): PlannedMessage[] {
  const [first] = notices;
  const about = notices.flatMap((notice) => {
    const finding = byId.get(idOf(notice.rule, notice.finding_key));
    return finding === undefined ? [] : [{ notice, finding }];
  });
  // Whatever ended before anybody was told of it is nobody's news any more.
  if (first === undefined || !about.some(isDue)) return [];
  return [
    {
      messageId: first.message_id,
      kind: first.message_kind,
      channel: first.channel,
      parentId: first.parent_message_id,
      mayRepeat: notices.some((notice) => notice.state === 'unknown' || notice.state === 'sending'),
      notices,
      findings: about.map(({ finding }) => finding),
    },
  ];
}

const isDue = ({ notice, finding }: { readonly notice: Notice; readonly finding: Finding }): boolean =>
  finding.state === (notice.kind === 'resolved' ? 'resolved' : 'open');

const severityOf = ({ findings }: PlannedMessage): number =>
  Math.min(...findings.map((finding) => severities.indexOf(finding.severity)));

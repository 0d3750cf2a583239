import type { DuckDBConnection } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { emptyPolicy, type NotifySettings } from '../../core/policy/policy-schema.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { loadFindings, saveFindings } from '../../jobs/findings-table.ts';
import { notify } from '../../jobs/notify.ts';
import type { Notifier, OutgoingMessage, QueryEngine } from '../../jobs/ports.ts';
import { someFinding } from '../some-finding.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

const sql = createSqlLibrary('sql');
const settings: NotifySettings = { ...emptyPolicy.notify, routes: [{ channel: '#cloud-alerts' }] };

interface Sent {
  readonly channel: string;
  readonly threadId: string | null;
  readonly text: string;
  readonly isRepeat: boolean;
}

let connection: DuckDBConnection;
let engine: QueryEngine;
let sent: Sent[];
let now: Date;
beforeEach(async () => {
  connection = await openCaseDatabase();
  engine = createDuckDbQueryEngine(connection);
  sent = [];
  now = new Date('2026-11-21T00:00:00Z');
});
afterEach(() => connection.closeSync());

const record = (message: OutgoingMessage): { channelId: string; messageId: string } => {
  const { text, blocks } = message.render(false);
  const { channel, threadId } = message;
  sent.push({ channel, threadId, text, isRepeat: JSON.stringify(blocks).includes('may be a repeat') });
  return { channelId: 'C1', messageId: `ts-${sent.length}` };
};
const working: Notifier = { send: async (message) => record(message) };

const run = (changes: Partial<Parameters<typeof notify>[0]> = {}) =>
  notify({
    engine,
    sql,
    clock: { now: () => now },
    settings,
    isStaged: () => false,
    notifier: working,
    runId: `run-${Math.floor(now.getTime() / 1000)}-${sent.length}`,
    claimMinutesMax: 0,
    ...changes,
  });
const save = (...findings: Partial<Finding>[]) => saveFindings(engine, sql, findings.map(someFinding));
const passes = (millis: number) => {
  now = new Date(now.getTime() + millis);
};
const days = (count: number) => count * 86_400_000;

describe('notify()', () => {
  it('tells a finding once, however often it runs', async () => {
    await save({ finding_key: 'k1' });
    for (let time = 0; time < 10; time += 1) {
      await run();
      passes(60_000);
    }
    expect(sent).toMatchObject([{ channel: '#cloud-alerts', threadId: null }]);
  });

  it('puts findings of one rule into one message, and rules into messages of their own', async () => {
    await save({ finding_key: 'k1' }, { finding_key: 'k2' }, { rule: 'root_activity', finding_key: '1' });
    expect(await run()).toMatchObject({ sent: 2, failed: [], waiting: 0, unrouted: 0 });
    expect(sent.map((one) => one.text.split('\n')[0]).sort()).toEqual([
      'Long-lived key in use: 2 findings',
      'Root user active',
    ]);
  });

  it('tells again after the interval, then that it is over, then that it is back: below the first message', async () => {
    await save({ finding_key: 'k1' });
    await run();
    passes(days(6.9));
    await run();
    passes(days(0.2));
    await run();
    await run();
    expect(sent.map((one) => [one.text.split('\n')[0], one.threadId])).toEqual([
      ['Long-lived key in use', null],
      ['Still there: Long-lived key in use', 'ts-1'],
    ]);
    await save({ finding_key: 'k1', state: 'resolved', resolved_at: now.toISOString() });
    await run();
    await run();
    await save({ finding_key: 'k1', state: 'open', opening: 'back', reopened_count: 1 });
    await run();
    await run();
    expect(sent.slice(2).map((one) => [one.text.split('\n')[0], one.threadId])).toEqual([
      ['Resolved: Long-lived key in use', 'ts-1'],
      ['Back again: Long-lived key in use', null],
    ]);
  });

  it('says nothing of what is exempt, staged, resolved before it was told, or routed nowhere', async () => {
    await save(
      { finding_key: 'exempt', state: 'exempt' },
      { finding_key: 'over', state: 'resolved' },
      { rule: 'long_session', finding_key: 'staged' },
      { rule: 'root_activity', finding_key: 'low', severity: 'low' },
    );
    const outcome = await run({
      isStaged: (rule) => rule === 'long_session',
      settings: { ...settings, routes: [{ channel: '#cloud-alerts', severity: 'medium' }] },
    });
    expect(outcome).toMatchObject({ sent: 0, unrouted: 1 });
  });

  it('routes by owner, account, severity and rule; the first that fits decides', async () => {
    await save(
      { finding_key: 'a', owner: 'shop team' },
      { finding_key: 'b', account_id: '210987654321' },
      { rule: 'root_activity', finding_key: 'c' },
      { finding_key: 'd', severity: 'low' },
    );
    const routes = [
      { channel: '#shop', owners: 'shop*' },
      { channel: '#data', accounts: ['210987654321'] },
      { channel: '#security', rules: ['root_activity'] },
      { channel: '#rest' },
    ];
    await run({ settings: { ...settings, routes } });
    expect(sent.map((one) => one.channel).sort()).toEqual(['#data', '#rest', '#security', '#shop']);
  });

  it('tells many at once as one summary, and all of them once', async () => {
    await save(...Array.from({ length: 10_000 }, (_, index) => ({ finding_key: `k${index}` })));
    await run();
    await run();
    expect(sent.map((one) => one.text.split('\n')[0])).toEqual(['10,000 findings to look at']);
    expect((await loadFindings(engine, sql)).every((one) => one.opened_notified_at !== null)).toBe(true);
  });

  it('keeps what Slack did not take while it was down for an hour, and sends it once', async () => {
    await save({ finding_key: 'k1' }, { rule: 'root_activity', finding_key: 'r' });
    const down: Notifier = {
      send: async () => {
        throw new SubtrailError('notify_failed', 'Send: no', { retryable: true, details: { mayHaveArrived: false } });
      },
    };
    for (let quarter = 0; quarter < 4; quarter += 1) {
      expect(await run({ notifier: down })).toMatchObject({ sent: 0 });
      passes(15 * 60_000);
      await save({ rule: 'long_session', finding_key: `new${quarter}` });
    }
    await run();
    await run();
    expect(sent).toHaveLength(6);
    expect(sent.some((one) => one.isRepeat)).toBe(false);
  });

  it('does not tell of what was over before Slack came back', async () => {
    await save({ finding_key: 'k1' });
    const down: Notifier = {
      send: async () => {
        throw new SubtrailError('notify_failed', 'Send: no', { details: { mayHaveArrived: false } });
      },
    };
    await run({ notifier: down });
    await save({ finding_key: 'k1', state: 'resolved', resolved_at: now.toISOString() });
    await run();
    expect(sent).toEqual([]);
    await save({ finding_key: 'k1' });
    await run();
    expect(sent).toHaveLength(1);
  });

  it('retries alone the one that failed', async () => {
    await save({ finding_key: 'k1' }, { rule: 'root_activity', finding_key: 'r' });
    const picky: Notifier = {
      send: async (message) => {
        if (message.render(false).text.startsWith('Root')) throw new SubtrailError('notify_failed', 'Send: no');
        return record(message);
      },
    };
    expect(await run({ notifier: picky })).toMatchObject({ sent: 1, failed: [{ channel: '#cloud-alerts' }] });
    await run();
    expect(sent.map((one) => one.text.split('\n')[0])).toEqual(['Long-lived key in use', 'Root user active']);
  });

  it('leaves a channel alone after three refusals in a row, and the others not', async () => {
    await save(
      ...['root_activity', 'trail_tampered', 'long_session', 'new_subject', 'refused_subject'].map((rule) => ({
        rule,
        finding_key: 'x',
      })),
    );
    await save({ rule: 'long_lived_key_activity', finding_key: 'k', severity: 'low' });
    const routes = [{ channel: '#gone', severity: 'high' as const }, { channel: '#here' }];
    const notifier: Notifier = {
      send: async (message) => {
        if (message.channel === '#gone') throw new SubtrailError('notify_failed', 'Send: no such channel');
        return record(message);
      },
    };
    expect(await run({ notifier, settings: { ...settings, routes } })).toMatchObject({
      sent: 1,
      failed: [{}, {}, {}],
      waiting: 2,
    });
  });

  it('repeats at most the message it died with, and says so', async () => {
    await save(
      { finding_key: 'k1' },
      { rule: 'root_activity', finding_key: 'r' },
      { rule: 'trail_tampered', finding_key: 't' },
    );
    let calls = 0;
    const dying: Notifier = {
      send: async (message) => {
        const receipt = record(message);
        calls += 1;
        if (calls === 2) throw new Error('killed');
        return receipt;
      },
    };
    await expect(run({ notifier: dying })).rejects.toThrow('killed');
    passes(1_000);
    await run();
    passes(1_000);
    await run();
    const titles = sent.map((one) => `${one.text.split('\n')[0]}${one.isRepeat ? ' (repeat)' : ''}`);
    expect(titles).toHaveLength(4);
    expect(new Set(titles.map((title) => title.replace(' (repeat)', ''))).size).toBe(3);
    expect(titles.filter((title) => title.endsWith('(repeat)'))).toEqual([`${titles[1]} (repeat)`]);
  });

  it('says so as well when Slack left it open whether the message arrived', async () => {
    await save({ finding_key: 'k1' });
    const unsure: Notifier = {
      send: async () => {
        throw new SubtrailError('notify_failed', 'Send: no answer', { details: { mayHaveArrived: true } });
      },
    };
    await run({ notifier: unsure });
    await run();
    expect(sent).toMatchObject([{ isRepeat: true }]);
  });

  it('does not forget that over an attempt that certainly failed', async () => {
    await save({ finding_key: 'k1' });
    for (const mayHaveArrived of [true, false]) {
      const failing: Notifier = {
        send: async () => {
          throw new SubtrailError('notify_failed', 'Send: refused', { details: { mayHaveArrived } });
        },
      };
      await run({ notifier: failing });
      passes(60_000);
    }
    await run();
    expect(sent).toMatchObject([{ isRepeat: true }]);
  });

  it('does not send what another run is sending', async () => {
    await save({ finding_key: 'k1' });
    let inner: Awaited<ReturnType<typeof notify>> | undefined;
    const slow: Notifier = {
      send: async (message) => {
        inner = await run({ runId: 'other', claimMinutesMax: 20 });
        return record(message);
      },
    };
    await run({ notifier: slow, claimMinutesMax: 20 });
    expect(inner).toMatchObject({ sent: 0, waiting: 1 });
    expect(sent).toHaveLength(1);
  });
});

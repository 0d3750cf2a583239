import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deliveryBytes, demoOptions, generateOrganisation } from '../../bench/organisation/generate-organisation.ts';
import { type FakeSlack, startFakeSlack } from '../adapters/slack/fake-slack.ts';
import { ingestHere } from '../local-lake.ts';
import { runCli, startCli } from './run-cli.ts';

let folder = '';
let lake = '';
let slack: FakeSlack;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-slack-'));
  lake = join(folder, 'lake');
  const { deliveries, expectations } = generateOrganisation({
    ...demoOptions(new Date('2026-11-23T00:00:00Z')),
    weeks: 2,
  });
  for (const delivery of deliveries) {
    const file = join(folder, 'deliveries', delivery.key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, deliveryBytes(delivery));
  }
  const routes = [{ channel: '#shop', owners: 'shop*' }, { channel: '#cloud-alerts' }];
  const { expected, principals } = expectations;
  // JSON is YAML.
  writeFileSync(
    join(folder, 'subtrail.yaml'),
    JSON.stringify({ version: 1, expected, principals, notify: { summary_above: 100, routes } }),
  );
  await ingestHere(lake, [join(folder, 'deliveries')], { policyFile: join(folder, 'subtrail.yaml') });
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(async () => {
  slack = await startFakeSlack();
});
afterEach(() => slack.close());

const detect = (...args: string[]) => ['detect', '--lake', lake, '--policy', join(folder, 'subtrail.yaml'), ...args];
const token = () => ({ SUBTRAIL_SLACK_TOKEN: 'xoxb-fake', SUBTRAIL_SLACK_API_URL: slack.apiUrl });
const titles = () => slack.posted.map((one) => `${one.channel} ${one.text.split('\n')[0]}`);

describe('subtrail detect --notify', () => {
  it('none prints what would be sent, and tells nobody', async () => {
    const first = await runCli(detect('--notify', 'none'));
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/#cloud-alerts would get\n {2}Long-lived key in use: \d findings\n/);
    expect(first.stdout).toMatch(/#shop would get\n {2}Unexpected subject/);
    const second = await runCli(detect('--notify', 'none', '--format', 'json'));
    expect(second.stderr).toContain('#cloud-alerts would get');
    expect(JSON.parse(second.stdout)).toEqual(
      expect.arrayContaining([expect.objectContaining({ opened_notified_at: null })]),
    );
  });

  it('slack wants a way to get there, and says so before it does anything', async () => {
    const nothing = await runCli(detect('--notify', 'slack'), {
      env: { SUBTRAIL_SLACK_TOKEN: '', SUBTRAIL_SLACK_WEBHOOK: '' },
    });
    expect(nothing).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('SUBTRAIL_SLACK_WEBHOOK') });
    const wrong = await runCli(detect('--notify', 'slack'), { env: { SUBTRAIL_SLACK_TOKEN: 'my secret' } });
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).not.toContain('my secret');
    const email = await runCli(detect('--notify', 'email'));
    expect(email).toMatchObject({ code: 2, stderr: expect.stringContaining('slack') });
  });

  it('slack keeps everything while Slack is down, and says so', async () => {
    slack.otherwise(404);
    const { code, stdout, stderr } = await runCli(detect('--notify', 'slack'), { env: token() });
    expect(code).toBe(3);
    expect(stdout).toContain('Long-lived key in use');
    expect(stderr).toMatch(/Slack answered 404; \d+ messages are left for the next run/);
    expect(slack.posted).toEqual([]);
  });

  it('slack repeats only the message that it was killed with', async () => {
    slack.behave('ok', 'take-then-hang');
    const { child, ended } = startCli(detect('--notify', 'slack'), { env: token() });
    while (slack.posted.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill('SIGKILL');
    await ended;
    const { code } = await runCli(detect('--notify', 'slack'), { env: token() });
    expect(code).toBe(0);
    const repeated = titles().filter((title, index, all) => all.indexOf(title) !== index);
    expect(repeated).toEqual([titles()[1]]);
    const repeats = slack.posted.filter((one) => JSON.stringify(one.blocks).includes('may be a repeat'));
    expect(repeats.map((one) => `${one.channel} ${one.text.split('\n')[0]}`)).toEqual(repeated);
  });

  it('slack says nothing more, however often it is run', async () => {
    for (let time = 0; time < 10; time += 1) {
      const { code, stderr } = await runCli(detect('--notify', 'slack'), { env: token() });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '0 messages sent to Slack\n' });
    }
    expect(slack.requests).toBe(0);
  });
}, 120_000);

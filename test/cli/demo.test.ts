import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queryLake, runCli } from './run-cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-demo-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('subtrail demo', () => {
  it('runs all steps, prints findings and leaves a report', async () => {
    const { code, stdout, stderr } = await runCli(['demo', '--out', 'here'], { cwd: folder });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Long-lived key in use');
    expect(stdout).toContain('Unexpected subject');
    expect(stdout).toContain(join('here', 'report.html'));
    const { document } = parseHTML(readFileSync(join(folder, 'here', 'report.html'), 'utf8'));
    expect(document.querySelectorAll('h2')).toHaveLength(6);
    const lake = join(folder, 'here', 'lake');
    expect((await runCli(['status', '--lake', lake])).code).toBe(0);
    const findings = await queryLake(
      lake,
      'select rule, state, count(*) as findings from findings group by rule, state order by rule, state',
    );
    // Five keys in use, one exempt, one that was migrated and is quiet; four subjects that the policy does not expect; three
    // jobs beside the default branch that changed something; two gaps that are over; and one of each of the incidents.
    expect(findings).toEqual([
      { rule: 'access_key_created', state: 'open', findings: 1 },
      { rule: 'admin_on_federated_role', state: 'open', findings: 1 },
      { rule: 'broad_trust_policy', state: 'open', findings: 1 },
      { rule: 'identity_provider_changed', state: 'resolved', findings: 1 },
      { rule: 'long_lived_key_activity', state: 'exempt', findings: 1 },
      { rule: 'long_lived_key_activity', state: 'open', findings: 5 },
      { rule: 'long_lived_key_activity', state: 'resolved', findings: 1 },
      { rule: 'pull_request_writes', state: 'open', findings: 3 },
      { rule: 'root_activity', state: 'open', findings: 1 },
      { rule: 'session_used_elsewhere', state: 'open', findings: 1 },
      { rule: 'shadowed_session', state: 'open', findings: 1 },
      { rule: 'trail_tampered', state: 'open', findings: 1 },
      { rule: 'unattributed_federation', state: 'resolved', findings: 2 },
      { rule: 'unexpected_subject', state: 'open', findings: 4 },
    ]);
    const hidden = await queryLake(
      lake,
      "select count(*) as calls from calls where origin_kind = 'access_key' and role_arn like '%role/legacy-deploy' and attribution = 'session'",
    );
    expect(Number(hidden[0]?.['calls'])).toBeGreaterThan(500);
    const other = await runCli(['report', '--lake', lake, '--week', '2020-W01', '--format', 'json']);
    expect(JSON.parse(other.stdout)).toMatchObject([
      { schema: 'subtrail.report/1', week: '2020-W01', headline: { keysInUse: { now: 0 } } },
    ]);
    expect((await runCli(['check', '--policy', join(folder, 'here', 'subtrail.yaml')])).code).toBe(0);
  });

  it('replaces its own folder and no other', async () => {
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'thesis.txt'), 'years of work');
    const { code, stderr } = await runCli(['demo', '--out', 'mine'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^subtrail: Make the demo in "mine": .*\n$/);
    expect(readFileSync(join(folder, 'mine', 'thesis.txt'), 'utf8')).toBe('years of work');
    const file = await runCli(['demo', '--out', 'mine/thesis.txt'], { cwd: folder });
    expect(file).toMatchObject({
      code: 2,
      stderr: 'subtrail: Make the demo in "mine/thesis.txt": it is not a folder\n',
    });
    expect(readFileSync(join(folder, 'mine', 'thesis.txt'), 'utf8')).toBe('years of work');
  });
}, 120_000);

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from './run-cli.ts';

let folder = '';
let deliveries = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-usage-'));
  deliveries = join(folder, 'deliveries');
  mkdirSync(deliveries);
  const record = {
    eventVersion: '1.11',
    eventTime: '2026-11-20T10:00:00Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'ListBuckets',
    eventID: '11111111-2222-3333-4444-555555555555',
    readOnly: true,
    recipientAccountId: '123456789012',
    userIdentity: {
      type: 'IAMUser',
      accessKeyId: 'AKIAEXAMPLE1',
      arn: 'arn:aws:iam::123456789012:user/ci',
      userName: 'ci',
    },
  };
  writeFileSync(
    join(deliveries, '123456789012_CloudTrail_eu-west-1_20261120T1005Z_AAAAAAAAAAAAAAAA.json.gz'),
    gzipSync(JSON.stringify({ Records: [record] })),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs in the folder of the test, and asserts what everybody may expect of a refusal. */
async function refused(args: readonly string[], code: number): Promise<string> {
  const before = readdirSync(folder, { recursive: true });
  const result = await runCli(args, { cwd: folder });
  expect({ code: result.code, stdout: result.stdout }).toEqual({ code, stdout: '' });
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
  return result.stderr;
}

describe('the command line', () => {
  it('refuses what it does not know, with a hint', async () => {
    expect(await refused(['ingest', 'deliveries', '--acounts', '1'], 2)).toContain("unknown option '--acounts'");
    expect(await refused(['ingst'], 2)).toContain('Did you mean ingest?');
    expect(await refused(['detect', '--engine', 'oracle'], 2)).toContain('duckdb');
    expect(await refused(['ingest'], 2)).toContain('missing required argument');
    expect(await refused(['ingest', 'deliveries', '--since', '2026-02-30'], 2)).toContain('2026-11-01');
    expect(await refused(['ingest', 'deliveries', '--accounts', '123'], 2)).toContain('12 digits');
    expect(await refused(['ingest', 'deliveries', '--workers', '0'], 2)).toContain('from 1 to 64');
    expect(await refused(['report', '--week', '2026-W60'], 2)).toContain('2026-W47');
    expect(await refused(['report', '--out', join('no', 'such', 'folder.html')], 2)).toContain('folder.html');
    expect(await refused(['report', '--out', 'report.pdf'], 2)).toContain('or give --format');
    expect(await refused(['status', '--lake', ''], 2)).toContain('name of a folder');
    expect(await refused(['detect', '--since', '2026-12-01', '--until', '2026-11-01'], 2)).toBe(
      'subtrail: Look from --since 2026-12-01 to --until 2026-11-01: the end is not after the beginning\n',
    );
  });

  it('refuses a path that is not there, in one line', async () => {
    expect(await refused(['ingest', 'nowhere'], 2)).toBe('subtrail: Read "nowhere": there is no such file or folder\n');
    expect(await refused(['ingest', 's3://'], 2)).toMatch(/^subtrail: .*\n$/);
  });

  it.each(['detect', 'report', 'status', 'query keys_in_use', 'trace x', 'who x'])(
    'says in one line that there is no lake: %s',
    async (command) => {
      const stderr = await refused([...command.split(' '), '--lake', 'none'], 3);
      expect(stderr).toBe('subtrail: Open the lake "none": there is none, run "subtrail ingest PATH" first\n');
    },
  );

  it('says in one line that a lake is not one', async () => {
    mkdirSync(join(folder, 'broken'));
    writeFileSync(
      join(folder, 'broken', 'lake.duckdb'),
      'this is not a database, and it is long enough to be looked at',
    );
    for (const args of [['status'], ['detect'], ['ingest', 'deliveries']]) {
      expect(await refused([...args, '--lake', 'broken'], 3)).toMatch(/^subtrail: Open the lake "broken": .*\n$/);
    }
  });

  it.each(['ingest deliveries', 'detect', 'report'])(
    'refuses a broken policy file before anything is written: %s',
    async (command) => {
      writeFileSync(join(folder, 'broken.yaml'), 'version: 1\nexpectd:\n  - role: deploy\n');
      const stderr = await refused([...command.split(' '), '--policy', 'broken.yaml', '--lake', 'new'], 2);
      expect(stderr).toContain('broken.yaml');
      expect(stderr).toContain('expectd');
      expect(existsSync(join(folder, 'new'))).toBe(false);
    },
  );

  it('refuses a policy file that was named and is not there', async () => {
    expect(await refused(['detect', '--policy', 'missing.yaml'], 2)).toMatch(/^subtrail: .*missing\.yaml.*\n$/);
  });

  it('prints help on stdout and ends with 0', async () => {
    const { code, stdout, stderr } = await runCli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of ['demo', 'ingest', 'detect', 'report', 'query', 'trace', 'who', 'status', 'check'])
      expect(stdout).toContain(`  ${name} `);
  });

  it('keeps data on stdout and says nothing else in a pipe', async () => {
    const ingested = await runCli(['ingest', 'deliveries', '--lake', 'lake', '--format', 'json'], { cwd: folder });
    expect(ingested).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ingested.stdout)).toMatchObject([{ objects: 1, recordsRead: 1, rows: 1 }]);
    const detected = await runCli(['detect', '--lake', 'lake', '--format', 'json'], { cwd: folder });
    expect(detected).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(detected.stdout)).toMatchObject([
      {
        rule: 'long_lived_key_activity',
        finding_key: 'AKIAEXAMPLE1',
        state: 'open',
        severity: 'medium',
        runbook: 'docs/detections/long_lived_key_activity.md',
      },
    ]);
    expect((await runCli(['detect', '--lake', 'lake', '--fail-on', 'medium'], { cwd: folder })).code).toBe(1);
    expect((await runCli(['detect', '--lake', 'lake', '--fail-on', 'high'], { cwd: folder })).code).toBe(0);
  });

  it("goes by the policy's exemptions, severities and staged rules", async () => {
    const detect = async (policy: string, ...args: string[]) => {
      writeFileSync(join(folder, 'subtrail.yaml'), `version: 1\n${policy}`);
      const result = await runCli(['detect', '--lake', 'lake', '--format', 'json', ...args], { cwd: folder });
      rmSync(join(folder, 'subtrail.yaml'));
      return { code: result.code, findings: JSON.parse(result.stdout) as Record<string, unknown>[] };
    };
    const severe = 'detections:\n  long_lived_key_activity: {severity: high}\n';
    expect(await detect(severe, '--fail-on', 'high')).toMatchObject({ code: 1, findings: [{ severity: 'high' }] });
    const staged = 'detections:\n  long_lived_key_activity: {staged: true}\n';
    expect(await detect(staged, '--fail-on', 'low')).toEqual({ code: 0, findings: [] });
    expect((await detect(staged, '--all')).findings).toHaveLength(1);
    const exemption =
      'exemptions:\n  - {rule: long_lived_key_activity, match: {key_id: AKIAEXAMPLE1}, reason: known, owner: us, until: 2099-01-01}\n';
    expect((await detect(exemption, '--all')).findings).toMatchObject([
      { state: 'exempt', exemption: 'known (us, until 2099-01-01)' },
    ]);
    expect(await detect(exemption)).toMatchObject({ code: 0, findings: [] });
    const owner = 'principals:\n  - {principal: ci, use: ci, owner: platform}\n';
    expect((await detect(owner)).findings).toMatchObject([
      { state: 'open', owner: 'platform', severity: 'high', change: 'lapsed' },
    ]);
  });

  it('answers who, trace and query over that lake', async () => {
    const who = await runCli(['who', 'listbuckets', '--lake', 'lake', '--format', 'json'], { cwd: folder });
    expect(JSON.parse(who.stdout)).toMatchObject([{ origin_kind: 'access_key', origin: 'AKIAEXAMPLE1', calls: 1 }]);
    const trace = await runCli(['trace', '11111111-2222-3333-4444-555555555555', '--lake', 'lake'], { cwd: folder });
    expect(trace.stdout).toContain('Long-lived key AKIAEXAMPLE1');
    expect(trace.stdout).toContain('s3.amazonaws.com ListBuckets');
    expect(await refused(['trace', 'AKIAUNKNOWN', '--lake', 'lake'], 2)).toMatch(
      /^subtrail: Trace "AKIAUNKNOWN": .*\n$/,
    );
    const csv = await runCli(['query', 'keys_in_use', '--lake', 'lake', '--format', 'csv'], { cwd: folder });
    expect(csv.stdout.split('\n')[0]).toBe(
      'access_key_id,principal,direct_calls,session_calls,roles,first_event_at,last_event_at',
    );
    expect(await refused(['query', 'no_such_question', '--lake', 'lake'], 2)).toContain('no_such_question');
    expect(await refused(['query', ' -- nothing', '--lake', 'lake'], 2)).toBe(
      'subtrail: Run "your query": there is no statement in it\n',
    );
    expect(await refused(['query', 'select nonsense from calls', '--lake', 'lake'], 2)).toContain('nonsense');
  });

  it('lists the saved questions, and says what one takes, without a lake', async () => {
    const listed = await runCli(['query', '--lake', 'none'], { cwd: folder });
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toMatch(/^CI and its repositories\n {2}deployments {2,}Who changed/);
    expect(listed.stdout.split('\n\n')).toHaveLength(5);
    expect((await runCli(['query', '--list'], { cwd: folder })).stdout).toBe(listed.stdout);
    const json = JSON.parse(
      (await runCli(['query', '--list', '--format', 'json'], { cwd: folder })).stdout,
    ) as unknown[];
    expect(json.length).toBeGreaterThanOrEqual(20);
    expect(json).toContainEqual({
      theme: 'Roles and sessions',
      name: 'role_access',
      question: expect.stringContaining('reach this role'),
      parameters: 'since_on, until_on, role_like, rows_max',
    });
    const described = await runCli(['query', 'role_access', '--describe', '--lake', 'none'], { cwd: folder });
    expect(described).toMatchObject({ code: 0, stderr: '' });
    expect(described.stdout).toMatch(/role_like +a text.* none: has to be given +ARN of the role\./);
    expect(described.stdout).toContain('since_on');
    expect(described.stdout).toContain('last_session_at timestamp');
  });

  it('takes values for parameters, and says what is wrong with them before it opens a lake', async () => {
    const ask = async (...args: string[]) => {
      const result = await runCli(['query', ...args, '--lake', 'lake', '--format', 'json'], { cwd: folder });
      return { ...result, rows: result.code === 0 ? (JSON.parse(result.stdout) as Record<string, unknown>[]) : [] };
    };
    expect(await ask('key_hours', '--param', 'key_like=AKIA*')).toMatchObject({
      stderr: '',
      rows: [{ hour_at: '2026-11-20T10:00:00Z', access_key_id: 'AKIAEXAMPLE1', calls: 1 }],
    });
    expect(await ask('key_hours', '-p', 'key_like=*', '-p', 'until_on=2026-11-19')).toMatchObject({ rows: [] });
    const cut = await ask('keys_in_use', '-p', 'rows_max=1');
    expect(cut).toMatchObject({ code: 0, stderr: 'rows_max is 1: there may be more rows\n' });
    expect(cut.rows).toHaveLength(1);
    expect(await refused(['query', 'key_hours', '-p', 'rows_max=x', '--lake', 'none'], 2)).toBe(
      [
        'subtrail: Ask "key_hours":',
        '  --param key_like=…: give a text, * and ? allowed, such as AKIA*',
        '  --param rows_max=…: give a whole number from 1 to 10000, not "x"\n',
      ].join('\n'),
    );
    expect(await refused(['query', 'keys_in_us', '--lake', 'none'], 2)).toBe(
      'subtrail: Query: there is no saved question "keys_in_us"; did you mean keys_in_use?\n',
    );
    expect(await refused(['query', 'keys_in_use', '-p', 'rows_max', '--lake', 'none'], 2)).toContain('rows_max=10');
    expect(await refused(['query', 'keys_in_use', '-p', 'a=1', '-p', 'a=2', '--lake', 'none'], 2)).toContain('twice');
  });

  it('takes hostile values as text', async () => {
    const hostile = "x' or '1' = '1'; drop table calls; --\u001b[31m";
    const asked = await runCli(['query', 'key_hours', '-p', `key_like=${hostile}`, '--lake', 'lake'], { cwd: folder });
    expect(asked).toEqual({ code: 0, stdout: 'No rows\n', stderr: '' });
    expect(await refused(['query', 'keys_in_use', '-p', `rows_max=${hostile}`, '--lake', 'none'], 2)).not.toContain(
      '\u001b',
    );
  });

  it('gives values to a statement whose header declares them', async () => {
    const text =
      '-- params: :name varchar, :most bigint\nselect event_id from calls where event_name = :name limit :most';
    writeFileSync(join(folder, 'mine.sql'), text);
    const args = ['query', '--file', 'mine.sql', '--lake', 'lake', '--format', 'json'];
    const asked = await runCli([...args, '-p', 'name=ListBuckets', '-p', 'most=5'], { cwd: folder });
    expect(JSON.parse(asked.stdout)).toEqual([{ event_id: '11111111-2222-3333-4444-555555555555' }]);
    const stderr = await refused([...args, '-p', 'most=many', '-p', 'nam=x'], 2);
    expect(stderr).toContain('did you mean name?');
    expect(stderr).toContain('--param name=…: give a text');
    expect(stderr).toContain('--param most=…: give a whole number, not "many"');
  });
});

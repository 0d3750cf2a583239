import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStagedLake, type StagedLake, type StagedRow } from './staged-lake.ts';

const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
const assumed = (name: string, session: string) => `arn:aws:sts::123456789012:assumed-role/${name}/${session}`;
const minute = (n: number) => new Date(Date.UTC(2026, 10, 20, 10, n)).toISOString().slice(0, 19);

/** An exchange by a GitHub repository at a minute, giving a key. */
const webIdentity = (key: string, at: number, repository = 'acme/shop', session = 'GitHubActions'): StagedRow => ({
  event_id: `exchange-${key}`,
  event_time: minute(at),
  event_name: 'AssumeRoleWithWebIdentity',
  user_identity_type: 'WebIdentityUser',
  caller_kind: 'web_identity',
  exchange_kind: 'web_identity',
  issued_key_id: key,
  requested_role_arn: role('deploy'),
  requested_session_name: session,
  issued_principal_arn: assumed('deploy', session),
  expires_at: minute(at + 60),
  subject: `repo:${repository}:ref:refs/heads/main`,
  issuer: 'token.actions.githubusercontent.com',
  ci_repository: repository,
});

/** What a session's calls show of their caller. */
const caller = (key: string | null, createdAt: number | null, roleName = 'deploy', session = 'GitHubActions') => ({
  user_identity_type: 'AssumedRole',
  access_key_id: key,
  principal_arn: assumed(roleName, session),
  role_arn: role(roleName),
  session_created_at: createdAt === null ? null : minute(createdAt),
  caller_id: `caller-${key}-${roleName}-${session}-${createdAt}`,
});

const call = (id: string, at: number, who: Record<string, unknown>): StagedRow => ({
  event_id: id,
  event_time: minute(at),
  ...who,
});

const assumeRole = (key: string, at: number, who: Record<string, unknown>, roleName = 'admin'): StagedRow => ({
  event_id: `exchange-${key}`,
  event_time: minute(at),
  event_name: 'AssumeRole',
  exchange_kind: 'assume_role',
  issued_key_id: key,
  requested_role_arn: role(roleName),
  requested_session_name: 'work',
  issued_principal_arn: assumed(roleName, 'work'),
  expires_at: minute(at + 60),
  ...who,
});

const longLivedKey = {
  user_identity_type: 'IAMUser',
  caller_kind: 'access_key',
  access_key_id: 'AKIAEXAMPLE1',
  principal_arn: 'arn:aws:iam::123456789012:user/ci',
};

let lake: StagedLake;
beforeEach(async () => {
  lake = await openStagedLake();
});
afterEach(() => lake.close());

const origins = async () =>
  Object.fromEntries(
    (await lake.look('select * from calls order by event_id')).map((row) => [
      row['event_id'],
      [
        row['origin_kind'],
        row['ci_repository'] ?? row['origin_key_id'],
        row['attribution'],
        row['chain_depth'],
        row['attribution_reason'],
      ],
    ]),
  );

describe('attribute()', () => {
  it('gives a call the subject of the exchange that issued its key', async () => {
    await lake.settle([webIdentity('ASIA1', 0), call('call', 5, caller('ASIA1', 0))]);
    expect(await origins()).toEqual({
      'exchange-ASIA1': ['web_identity', 'acme/shop', 'direct', 0, null],
      call: ['web_identity', 'acme/shop', 'session', 1, null],
    });
  });

  it('follows a chain to its root, and counts all behind a long-lived key as that key', async () => {
    await lake.settle([
      assumeRole('ASIA1', 0, longLivedKey),
      assumeRole('ASIA2', 5, caller('ASIA1', 0, 'admin', 'work'), 'audit'),
      call('call', 6, caller('ASIA2', 5, 'audit', 'work')),
    ]);
    expect(await origins()).toMatchObject({
      'exchange-ASIA1': ['access_key', 'AKIAEXAMPLE1', 'direct', 0, null],
      'exchange-ASIA2': ['access_key', 'AKIAEXAMPLE1', 'session', 1, null],
      call: ['access_key', 'AKIAEXAMPLE1', 'chain', 2, null],
    });
  });

  it('repairs earlier calls when the exchange comes later, down the whole chain', async () => {
    await lake.settle([
      call('call', 6, caller('ASIA2', 5, 'admin', 'work')),
      assumeRole('ASIA2', 5, caller('ASIA1', 0)),
      call('other', 7, caller('ASIA9', 1)),
    ]);
    expect(await origins()).toMatchObject({ call: ['unknown', null, 'none', null, 'exchange_not_found'] });
    const { repairedCalls } = await lake.settle([webIdentity('ASIA1', 0)]);
    expect(repairedCalls).toBe(2);
    expect(await origins()).toMatchObject({
      call: ['web_identity', 'acme/shop', 'chain', 2, null],
      'exchange-ASIA2': ['web_identity', 'acme/shop', 'session', 1, null],
      other: ['unknown', null, 'none', null, 'exchange_not_found'],
    });
  });

  it('repairs calls of a month ago when their exchange comes, and touches no other', async () => {
    const month = 30 * 24 * 60;
    await lake.settle([call('call', 6, caller('ASIA1', 0)), call('same-role', 6, caller('ASIA9', 0))]);
    for (const day of [1, 15, 30])
      await lake.settle([
        webIdentity(`ASIAD${day}`, day * 24 * 60, 'acme/web'),
        call(`day-${day}`, day * 24 * 60 + 5, caller(`ASIAD${day}`, day * 24 * 60)),
      ]);
    const before = await origins();
    const { repairedCalls } = await lake.settle([webIdentity('ASIA1', 0), call('new', month + 9, longLivedKey)]);
    expect(repairedCalls).toBe(1);
    const { call: mended, 'exchange-ASIA1': _exchange, new: _new, ...rest } = await origins();
    expect(mended).toEqual(['web_identity', 'acme/shop', 'session', 1, null]);
    expect({ ...rest, call: before['call'] }).toEqual(before);
  });

  it('keeps two repositories apart that share role, session name and second', async () => {
    await lake.settle([
      webIdentity('ASIA1', 0, 'acme/shop'),
      webIdentity('ASIA2', 0, 'acme-evil/shop'),
      call('of-1', 5, caller('ASIA1', 0)),
      call('of-2', 5, caller('ASIA2', 0)),
      call('of-either', 5, caller(null, 0)),
    ]);
    expect(await origins()).toMatchObject({
      'of-1': ['web_identity', 'acme/shop', 'session', 1, null],
      'of-2': ['web_identity', 'acme-evil/shop', 'session', 1, null],
      'of-either': ['unknown', null, 'none', null, 'ambiguous_principal'],
    });
  });

  it('takes a name back when a second exchange makes it ambiguous', async () => {
    await lake.settle([webIdentity('ASIA1', 0, 'acme/shop'), call('keyless', 5, caller(null, 0))]);
    expect(await origins()).toMatchObject({ keyless: ['web_identity', 'acme/shop', 'principal', 1, null] });
    await lake.settle([webIdentity('ASIA2', 0, 'acme-evil/shop')]);
    expect(await origins()).toMatchObject({ keyless: ['unknown', null, 'none', null, 'ambiguous_principal'] });
  });

  it('settles a key that several exchanges claim by principal and second, or not at all', async () => {
    await lake.settle([
      webIdentity('ASIA1', 0, 'acme/shop'),
      { ...webIdentity('ASIA1', 3, 'acme/web'), event_id: 'second' },
      call('of-shop', 5, caller('ASIA1', 0)),
      call('of-web', 5, caller('ASIA1', 3)),
      call('of-neither', 5, caller('ASIA1', 1)),
    ]);
    expect(await origins()).toMatchObject({
      'of-shop': ['web_identity', 'acme/shop', 'session', 1, null],
      'of-web': ['web_identity', 'acme/web', 'session', 1, null],
      'of-neither': ['unknown', null, 'none', null, 'ambiguous_key'],
    });
  });

  it('does not believe a key whose role or age contradicts the exchange', async () => {
    await lake.settle([
      webIdentity('ASIA1', 0),
      call('other-role', 5, caller('ASIA1', 0, 'admin')),
      call('other-session', 5, caller('ASIA1', 0, 'deploy', 'someone')),
      call('other-age', 30, caller('ASIA1', 20)),
    ]);
    const contradiction = ['unknown', null, 'none', null, 'key_contradicts_exchange'];
    expect(await origins()).toMatchObject({
      'other-role': contradiction,
      'other-session': contradiction,
      'other-age': contradiction,
    });
  });

  it('bounds every link by the life of the session', async () => {
    await lake.settle([
      webIdentity('ASIA1', 0),
      call('at-the-end', 60, caller('ASIA1', 0)),
      call('too-late', 62, caller('ASIA1', 0)),
    ]);
    expect(await origins()).toMatchObject({
      'at-the-end': ['web_identity', 'acme/shop', 'session', 1, null],
      'too-late': ['unknown', null, 'none', null, 'outside_session_lifetime'],
    });
  });

  it('keeps a credential without an exchange at what its record says', async () => {
    await lake.settle([
      call('federated', 5, {
        ...caller('ASIA1', 0),
        caller_kind: 'web_identity',
        federated_provider: 'arn:aws:iam::123456789012:oidc-provider/gitlab.example.com',
      }),
      call('user', 5, {
        user_identity_type: 'IAMUser',
        access_key_id: 'ASIA2',
        principal_arn: longLivedKey.principal_arn,
        caller_id: 'user',
      }),
    ]);
    expect(
      await lake.look(
        'select event_id, origin_kind, origin_issuer, origin_principal, attribution from calls order by event_id',
      ),
    ).toEqual([
      {
        event_id: 'federated',
        origin_kind: 'web_identity',
        origin_issuer: 'gitlab.example.com',
        origin_principal: null,
        attribution: 'context',
      },
      {
        event_id: 'user',
        origin_kind: 'unknown',
        origin_issuer: null,
        origin_principal: longLivedKey.principal_arn,
        attribution: 'context',
      },
    ]);
  });

  it('puts both copies of a cross-account exchange together, in either order', async () => {
    const here = {
      ...assumeRole('ASIA2', 5, caller('ASIA1', 0)),
      event_id: 'copy-a',
      shared_event_id: 'shared',
      recipient_account_id: '111111111111',
    };
    const there = {
      ...assumeRole('ASIA2', 5, {
        user_identity_type: 'AWSAccount',
        caller_kind: 'external_account',
        caller_account_id: '111111111111',
      }),
      event_id: 'copy-b',
      shared_event_id: 'shared',
    };
    for (const order of [
      [here, there],
      [there, here],
    ]) {
      const other = await openStagedLake();
      await other.settle([webIdentity('ASIA1', 0), call('call', 6, caller('ASIA2', 5, 'admin', 'work'))]);
      for (const copy of order) await other.settle([copy]);
      expect(
        await other.look('select count(*) as sessions, count(parent_key_id) as with_parent from sessions'),
      ).toEqual([{ sessions: 2, with_parent: 1 }]);
      expect(
        await other.look(
          "select event_id, ci_repository, attribution from calls where event_id like 'c%' order by event_id",
        ),
      ).toEqual([
        { event_id: 'call', ci_repository: 'acme/shop', attribution: 'chain' },
        { event_id: 'copy-a', ci_repository: 'acme/shop', attribution: 'session' },
        { event_id: 'copy-b', ci_repository: 'acme/shop', attribution: 'shared_event' },
      ]);
      other.close();
    }
  });

  it('says the same of a loop of sessions whichever of them comes first', async () => {
    const one = assumeRole('ASIA1', 5, caller('ASIA2', 5, 'admin', 'work'));
    const two = assumeRole('ASIA2', 5, caller('ASIA1', 5, 'admin', 'work'));
    const work = call('call', 6, caller('ASIA1', 5, 'admin', 'work'));
    for (const order of [[[work], [one], [two]], [[one], [work], [two]], [[two], [one], [work]], [[one, two, work]]]) {
      const other = await openStagedLake();
      for (const rows of order) await other.settle(rows);
      expect(await other.look('select distinct origin_kind, attribution, attribution_reason from calls')).toEqual([
        { origin_kind: 'unknown', attribution: 'none', attribution_reason: 'chain_too_deep' },
      ]);
      other.close();
    }
  });

  it('takes what a session itself says of its job, and carries it on', async () => {
    const cognito = {
      ...caller('ASIA1', 0),
      federated_subject: 'repo:acme/shop:pull_request',
      federated_issuer: 'token.actions.githubusercontent.com',
      ci_repository: 'acme/shop',
    };
    await lake.settle([
      call('own', 1, cognito),
      assumeRole('ASIA2', 2, cognito),
      call('behind', 3, caller('ASIA2', 2, 'admin', 'work')),
    ]);
    expect(await origins()).toMatchObject({
      own: ['web_identity', 'acme/shop', 'direct', 1, null],
      behind: ['web_identity', 'acme/shop', 'chain', 2, null],
    });
  });

  it('names a source identity where nothing else is known, and does not link what contradicts it', async () => {
    await lake.settle([
      call('lost', 6, { ...caller('ASIA9', 5), source_identity: 'alice' }),
      { ...webIdentity('ASIA1', 0), requested_source_identity: 'alice' },
      call('same', 1, { ...caller('ASIA1', 0), caller_id: 'a', source_identity: 'alice' }),
      call('other', 1, { ...caller('ASIA1', 0), caller_id: 'b', source_identity: 'bob' }),
    ]);
    expect(await origins()).toMatchObject({
      lost: ['unknown', null, 'context', null, 'exchange_not_found'],
      same: ['web_identity', 'acme/shop', 'session', 1, null],
      other: ['unknown', null, 'context', null, 'key_contradicts_exchange'],
    });
    expect(await lake.look("select origin_principal from calls where event_id = 'lost'")).toEqual([
      { origin_principal: 'alice' },
    ]);
  });

  it('comes to an end on credentials that issued each other', async () => {
    await lake.settle([
      assumeRole('ASIA1', 5, caller('ASIA2', 5, 'audit', 'work')),
      assumeRole('ASIA2', 5, caller('ASIA1', 5, 'admin', 'work'), 'audit'),
      call('call', 6, caller('ASIA1', 5, 'admin', 'work')),
    ]);
    expect(await origins()).toMatchObject({ call: ['unknown', null, 'none', null, 'chain_too_deep'] });
  });

  it('comes to an end on a chain far deeper than any honest one, and still names what is near its root', async () => {
    const links = Array.from({ length: 70 }, (_, index) => {
      const asker = index === 0 ? longLivedKey : caller(`ASIA${index - 1}`, 5, 'admin', 'work');
      return assumeRole(`ASIA${index}`, 5, asker);
    });
    const calls = [15, 16, 69].map((index) => call(`call-${index}`, 6, caller(`ASIA${index}`, 5, 'admin', 'work')));
    await lake.settle([...links, ...calls]);
    expect(await origins()).toMatchObject({
      'call-15': ['access_key', 'AKIAEXAMPLE1', 'chain', 16, null],
      'call-16': ['unknown', null, 'none', null, 'chain_too_deep'],
      'call-69': ['unknown', null, 'none', null, 'chain_too_deep'],
    });
  });

  it('keeps one row and one duplicate of an event that came twice, whichever came first', async () => {
    const first = { ...call('call', 5, longLivedKey), source_object: 'a' };
    const second = { ...call('call', 5, longLivedKey), source_object: 'b' };
    for (const order of [
      [first, second],
      [second, first],
    ]) {
      const other = await openStagedLake();
      for (const copy of order) await other.settle([copy]);
      expect(await other.look('select source_object from calls')).toEqual([{ source_object: 'a' }]);
      expect(await other.look('select source_object from duplicates')).toEqual([{ source_object: 'b' }]);
      other.close();
    }
  });

  it('changes nothing when the same rows are settled again', async () => {
    const rows = [
      webIdentity('ASIA1', 0),
      assumeRole('ASIA2', 5, caller('ASIA1', 0)),
      call('call', 6, caller('ASIA2', 5, 'admin', 'work')),
    ];
    await lake.settle(rows);
    const before = await lake.look('select * from calls order by event_id');
    expect(await lake.settle(rows)).toMatchObject({ repairedCalls: 0 });
    expect(await lake.look('select * from calls order by event_id')).toEqual(before);
    expect(await lake.look('select * from duplicates')).toEqual([]);
  });

  it('gives the same lake for any order and any split of the deliveries', async () => {
    const rows: StagedRow[] = [
      webIdentity('ASIA1', 0),
      webIdentity('ASIA3', 0, 'acme-evil/shop'),
      assumeRole('ASIA2', 5, caller('ASIA1', 0)),
      assumeRole('ASIA4', 6, longLivedKey, 'audit'),
      call('a', 6, caller('ASIA2', 5, 'admin', 'work')),
      call('b', 7, caller(null, 0)),
      call('c', 8, caller('ASIA4', 6, 'audit', 'work')),
      call('d', 90, caller('ASIA2', 5, 'admin', 'work')),
      { ...call('a', 6, caller('ASIA2', 5, 'admin', 'work')), source_object: 'redelivered' },
    ];
    const outcome = async (batches: readonly (readonly StagedRow[])[]) => {
      const other = await openStagedLake();
      for (const batch of batches) await other.settle(batch);
      const found = await other.look('select * from calls order by event_id');
      other.close();
      return found;
    };
    const numbered = rows.map((row, index) => ({ ...row, record_index: index }));
    const expected = await outcome([numbered]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(numbered, { minLength: numbered.length, maxLength: numbered.length }),
        fc.integer({ min: 1, max: 4 }),
        async (shuffled, size) => {
          const batches = [];
          for (let start = 0; start < shuffled.length; start += size) batches.push(shuffled.slice(start, start + size));
          expect(await outcome(batches)).toEqual(expected);
        },
      ),
      { numRuns: 8 },
    );
  });
});

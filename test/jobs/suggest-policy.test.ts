import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDuckDbQueryEngine } from '../../adapters/duckdb/query-engine.ts';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { parseSubject } from '../../core/origin/subject.ts';
import { parsePolicy } from '../../core/policy/parse-policy.ts';
import { loadPolicy } from '../../jobs/load-policy.ts';
import { suggestPolicyOf } from '../../jobs/suggest-policy.ts';
import { renderSuggestedPolicy } from '../../render/policy/suggested-policy.ts';
import { openCaseDatabase } from '../sql/run-case.ts';

const sql = createSqlLibrary('sql');
const window = { windowStartAt: new Date('2026-11-01T00:00:00Z'), windowEndAt: new Date('2026-12-01T00:00:00Z') };
const today = new Date('2026-11-24T00:00:00Z');

const name = fc.constantFrom(
  'acme',
  'shop',
  'web',
  'a.b-c_d',
  '*',
  'x?y',
  'ünïcode',
  "it's",
  '%',
  '_',
  '\\',
  '#no: "yaml"',
);
const subject = fc.oneof(
  fc.tuple(name, name, name).map(([org, repository, branch]) => `repo:${org}/${repository}:ref:refs/heads/${branch}`),
  fc.tuple(name, name).map(([org, repository]) => `repo:${org}/${repository}:pull_request`),
  fc
    .tuple(name, name, name)
    .map(([org, repository, environment]) => `repo:${org}/${repository}:environment:${environment}`),
  fc.tuple(name, name).map(([org, repository]) => `repo:${org}@12/${repository}@34:ref:refs/tags/v1`),
  fc
    .string({ unit: 'binary', minLength: 1, maxLength: 60 })
    .map((text) => text.toWellFormed().replaceAll('\0', ''))
    .filter((text) => text !== ''),
);
const session = fc.record({
  subject,
  issuer: fc.constantFrom(
    'token.actions.githubusercontent.com',
    'oidc.eks.eu-central-1.amazonaws.com/id/ABC',
    'sso.example.com',
  ),
  audience: fc.constantFrom('sts.amazonaws.com', 'other', null),
  role: fc.constantFrom('arn:aws:iam::123456789012:role/ci/deploy', 'arn:aws:iam::123456789012:role/read'),
});

describe('suggestPolicyOf()', () => {
  it('writes a policy that expects everything that was seen, and that "check" takes', async () => {
    const connection = await openCaseDatabase();
    const engine = createDuckDbQueryEngine(connection);
    const insert = await connection.prepare(
      `insert into sessions (session_id, event_id, event_time, event_date, exchange_kind, role_arn, issuer, audience, subject,
         stable_subject, ci_organization, ci_repository, ci_ref_kind, ci_ref, ci_environment, ci_workflow)
       values ($1, $1, timestamp '2026-11-05 10:00:00', date '2026-11-05', 'web_identity', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    );
    await fc.assert(
      fc.asyncProperty(fc.array(session, { minLength: 1, maxLength: 25 }), async (sessions) => {
        await connection.run('delete from sessions');
        for (const [index, one] of sessions.entries()) {
          const columns = parseSubject({ ...one, families: new Map() });
          insert.bind([
            `s${index}`,
            one.role,
            one.issuer,
            one.audience,
            one.subject,
            columns.stable_subject,
            columns.ci_organization,
            columns.ci_repository,
            columns.ci_ref_kind,
            columns.ci_ref,
            columns.ci_environment,
            columns.ci_workflow,
          ]);
          await insert.run();
        }
        const suggested = await suggestPolicyOf({ engine, sql, ...window });
        const text = renderSuggestedPolicy(suggested, { firstDay: '2026-11-01', lastDay: '2026-11-30' });
        const { policy, problems } = parsePolicy(text, { fileName: 'subtrail.yaml', today });
        expect(problems.filter((problem) => problem.severity === 'error')).toEqual([]);
        await loadPolicy({ engine, sql, policy });
        const unexpected = await engine.query(sql.get('detections/unexpected_subject'), {
          window_start_at: window.windowStartAt,
          window_end_at: window.windowEndAt,
        });
        expect(unexpected).toEqual([]);
      }),
      { numRuns: 40 },
    );
    connection.closeSync();
  });
});

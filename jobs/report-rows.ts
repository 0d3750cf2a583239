import { z } from 'zod';
import type { InventoryKey } from '../core/compliance/inventory.ts';
import type { CreatedKey } from '../core/compliance/regressions.ts';

const text = z.string().nullable();
const list = z
  .string()
  .nullable()
  .transform((value) => value ?? '');
const count = z
  .number()
  .nullable()
  .transform((value) => value ?? 0);

const kind = z
  .string()
  .nullable()
  .transform((value) => value ?? 'unknown');

/** Calls of a week by what they go back to. */
export const weekRow = z.object({
  week_start_on: z.string(),
  origin_kind: kind,
  calls: count,
  unattributed: count,
  keys: count,
  repositories: count,
});

/** How much hangs on a key, and when; its state is decided in code. */
export const keyRow = z
  .object({
    key_id: z.string(),
    principal: text,
    use: text,
    owner: text,
    direct_calls: count,
    session_calls: count,
    week_calls: count,
    first_event_at: z.string(),
    last_event_at: z.string(),
    last_before_at: text,
    first_week_at: text,
  })
  .transform((row) => ({
    keyId: row.key_id,
    principal: row.principal,
    use: row.use,
    owner: row.owner,
    directCalls: row.direct_calls,
    sessionCalls: row.session_calls,
    weekCalls: row.week_calls,
    firstEventAt: row.first_event_at,
    lastEventAt: row.last_event_at,
    lastBeforeAt: row.last_before_at,
    firstWeekAt: row.first_week_at,
  }));

/** What a key did, and from where. */
export const keyDetailsRow = z
  .object({
    key_id: z.string(),
    roles: list,
    services: list,
    actions: list,
    addresses: list,
    agent: text,
    ci_product: text,
  })
  .transform(({ key_id: keyId, ci_product: ciProduct, ...row }) => ({ keyId, ...row, ciProduct }));

/** The role that does most of what a key does. */
export const counterpartRow = z
  .object({ key_id: z.string(), role_arn: z.string(), repository: text, overlap: z.number() })
  .transform((row) => ({ keyId: row.key_id, roleArn: row.role_arn, repository: row.repository, overlap: row.overlap }));

/** What CI did in an account, or for an owner. */
export const shareRow = z
  .object({
    name: text,
    federated_calls: count,
    key_calls: count,
    federated_sessions: count,
    key_sessions: count,
    keys: count,
    federated_before: count,
    key_before: count,
  })
  .transform((row) => ({
    name: row.name,
    federatedCalls: row.federated_calls,
    keyCalls: row.key_calls,
    federatedSessions: row.federated_sessions,
    keySessions: row.key_sessions,
    keys: row.keys,
    shareBefore:
      row.federated_before + row.key_before === 0
        ? null
        : row.federated_before / (row.federated_before + row.key_before),
  }));

/** Access keys created or activated. */
export const createdKeyRow = z
  .object({ key_id: z.string(), user_name: text, created_by: text, created_at: z.string() })
  .transform(
    (row): CreatedKey => ({
      keyId: row.key_id,
      userName: row.user_name,
      createdBy: row.created_by,
      createdAt: row.created_at,
    }),
  );

/** An exemption of the policy file. Patterns are LIKE patterns, shown with the file's own wildcards. */
export const exemptionRow = z
  .object({ rule: text, patterns: list, reason: text, owner: text, until_at: text })
  .transform((row) => ({
    rule: row.rule ?? '',
    match: row.patterns.replaceAll(/\\(.)|[%_]/gs, (sign, meant?: string) => meant ?? (sign === '%' ? '*' : '?')),
    reason: row.reason ?? '',
    owner: row.owner ?? '',
    untilAt: row.until_at,
  }));

/** A credential report itself (slot 0), or an active key that it names. */
export const inventoryRow = z
  .object({
    user_arn: z.string(),
    slot: z.number(),
    rotated_at: text,
    last_used_at: text,
    last_used_service: text,
    reported_at: z.string(),
    unnamed_at: text,
  })
  .transform(
    (row): InventoryKey => ({
      userArn: row.user_arn,
      slot: row.slot,
      rotatedAt: row.rotated_at,
      lastUsedAt: row.last_used_at,
      lastUsedService: row.last_used_service,
      reportedAt: row.reported_at,
      unnamedAt: row.unnamed_at,
    }),
  );

/** How much the policy file says. */
export const policyRow = z.object({ expectations: count });

/** Sessions of a week by what they go back to. */
export const sessionWeekRow = z.object({ week_start_on: z.string(), origin_kind: kind, sessions: count });

/** A repository or workspace that federated. */
export const subjectRow = z
  .object({
    platform: text,
    organization: text,
    repository: text,
    issuer: text,
    sessions: count,
    calls: count,
    writes: count,
    refs: list,
    environments: list,
    roles: list,
    last_session_at: z.string(),
  })
  .transform(({ last_session_at, ...row }) => ({ ...row, lastSessionAt: last_session_at }));

/** Exchanges that AWS refused. */
export const refusalRow = z
  .object({ issuer: text, subject: text, role_arn: text, attempts: count, last_attempt_at: z.string() })
  .transform(({ role_arn, last_attempt_at, ...row }) => ({
    ...row,
    roleArn: role_arn,
    lastAttemptAt: last_attempt_at,
  }));

/** Calls without a full origin. */
export const gapRow = z
  .object({ reason: text, origin_kind: text, calls: count, principals: count })
  .transform(({ origin_kind, ...row }) => ({ ...row, originKind: origin_kind }));

/** What was delivered from where. */
export const coverageRow = z
  .object({ account_id: text, region: text, objects: count, records: count, rejects: count, last_delivered_at: text })
  .transform(({ account_id, last_delivered_at, ...row }) => ({
    ...row,
    accountId: account_id,
    lastDeliveredAt: last_delivered_at,
  }));

/** What kinds of events the trail delivers. */
export const trailRow = z
  .object({ days: count, data_events: count, days_without_exchange: count })
  .transform((row) => ({
    days: row.days,
    dataEvents: row.data_events,
    daysWithoutExchange: row.days_without_exchange,
  }));

/** What was read. */
export const countsRow = z
  .object({ records_read: count, rejects: count, skipped: count, object_rejects: count })
  .transform((row) => ({
    records: row.records_read,
    rejects: row.rejects,
    skipped: row.skipped,
    brokenObjects: row.object_rejects,
  }));

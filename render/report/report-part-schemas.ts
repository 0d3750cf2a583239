import { z } from 'zod';
import { keyStates, regressionKinds } from '../../core/compliance/report-rows.ts';

const count = z.number().int().nonnegative();
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** An instant in UTC, as the engine writes it. */
const moment = z.string();
const share = z.number().min(0).max(1);
const word = z.string().nullable();
const text = z.string();

const week = z.strictObject({
  name: text,
  startOn: day,
  calls: z.record(z.string(), count),
  sessions: z.record(z.string(), count),
  unattributed: count,
  keys: count,
  repositories: count,
});

const shareOf = z.strictObject({
  name: word,
  federatedCalls: count,
  keyCalls: count,
  federatedSessions: count,
  keySessions: count,
  keys: count,
  shareBefore: share.nullable(),
});

const key = z.strictObject({
  keyId: text,
  principal: word,
  use: word,
  owner: word,
  state: z.enum(keyStates),
  directCalls: count,
  sessionCalls: count,
  weekCalls: count,
  roles: text,
  services: text,
  actions: text,
  addresses: text,
  agent: word,
  ciProduct: word,
  counterpart: z.strictObject({ roleArn: text, repository: word, overlap: share }).nullable(),
  inventoryUsedAt: moment.nullable(),
  firstEventAt: moment,
  lastEventAt: moment,
});

const dormant = z.strictObject({
  user: text,
  slot: count,
  rotatedAt: moment.nullable(),
  lastUsedAt: moment.nullable(),
  lastUsedService: word,
});

const regression = z.strictObject({
  kind: z.enum(regressionKinds),
  name: text,
  principal: word,
  owner: word,
  detail: text,
  at: moment,
});

const subject = z.strictObject({
  platform: word,
  organization: word,
  repository: word,
  issuer: word,
  sessions: count,
  calls: count,
  writes: count,
  refs: text,
  environments: text,
  roles: text,
  lastSessionAt: moment,
});

const refusal = z.strictObject({ issuer: word, subject: word, roleArn: word, attempts: count, lastAttemptAt: moment });

const exemption = z.strictObject({ rule: text, match: text, reason: text, owner: text, until: text, findings: count });

const gap = z.strictObject({ reason: word, originKind: word, calls: count, principals: count });

const coverage = z.strictObject({
  accountId: word,
  region: word,
  objects: count,
  records: count,
  rejects: count,
  lastDeliveredAt: moment.nullable(),
});

/** The rows of the report's lists, and the plain values they are made of, as they stand in `report.json`. */
export const reportPartSchemas = {
  count,
  day,
  moment,
  share,
  word,
  week,
  shareOf,
  key,
  dormant,
  regression,
  subject,
  refusal,
  exemption,
  gap,
  coverage,
};

import { z } from 'zod';
import type { ObservedCall } from '../core/advice/permissions/observed-call.ts';
import type { AdviceWindow } from '../core/advice/role.ts';
import type { ObservedSubject } from '../core/advice/trust/observed-subject.ts';
import type { QueryEngine, Row, SqlLibrary } from './ports.ts';

/** The lake that advice is drawn from, and the days that it looks at. */
export interface AdviceSource extends AdviceWindow {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
}

/** Subjects of one stable subject, and kinds of one action, that are read: enough to see what differs between runs. */
const variantsMax = 200;
/** Rows read at most. A role with more of them is one for everybody. */
const rowsMax = 20_000;

const text = z.string().nullable();
const texts = text.transform((json) => (json === null ? [] : z.array(z.string()).parse(JSON.parse(json))));

const observedSubject = z.object({
  issuer: z.string(),
  audience: text,
  subject: z.string(),
  stable_subject: text,
  ci_platform: text,
  ci_repository: text,
  ci_ref_kind: text,
  ci_ref: text,
  sessions: z.number(),
  refused: z.number(),
  tagged: z.number(),
  subjects: z.number(),
  first_event_at: z.string(),
  last_event_at: z.string(),
});

const observedCall = z
  .object({
    event_source: text,
    event_name: z.string(),
    event_type: text,
    event_category: text,
    aws_region: text,
    account_id: text,
    role_arn: text,
    resources: texts,
    arguments: texts,
    instances: texts,
    passed_roles: texts,
    calls: z.number(),
    denied: z.number(),
    variants: z.number(),
    last_event_at: z.string(),
  })
  .transform(
    ({ resources, instances, ...rest }): ObservedCall => ({
      ...rest,
      resource_arns: resources,
      arguments: [...rest.arguments, ...instances.map((id) => `instanceId=${id}`)],
      listed: Math.min(rest.variants, variantsMax),
    }),
  );

/** The days that were looked at, for those who read the advice. */
export const daysOfSource = ({ lakeStartsAt, windowStartAt, windowEndAt }: AdviceSource): AdviceWindow => ({
  lakeStartsAt,
  windowStartAt,
  windowEndAt,
});

/** The window as every statement takes it. */
export const windowOf = ({ windowStartAt, windowEndAt }: AdviceSource) => ({
  window_start_at: windowStartAt,
  window_end_at: windowEndAt,
});

/** Who took a role with a web identity, refused ones among them. `isCut`: there were more than are read. */
export async function readSubjects(
  source: AdviceSource,
  roleArn: string,
): Promise<{ subjects: ObservedSubject[]; isCut: boolean }> {
  const rows = await source.engine.query(source.sql.get('advise/role_subjects'), {
    ...windowOf(source),
    role_arn: roleArn,
    variants_max: variantsMax,
    rows_max: rowsMax,
  });
  return { subjects: rows.map((row) => observedSubject.parse(row)), isCut: rows.length === rowsMax };
}

/** What a role did, or a key with all that hangs on it. `isCut` as above. */
export async function readCalls(
  source: AdviceSource,
  of: { readonly roleArn: string | null; readonly keyId: string | null },
): Promise<{ calls: ObservedCall[]; isCut: boolean }> {
  const rows = await source.engine.query(source.sql.get('advise/observed_calls'), {
    ...windowOf(source),
    role_arn: of.roleArn,
    key_id: of.keyId,
    variants_max: variantsMax,
    rows_max: rowsMax,
  });
  return { calls: rows.map((row) => observedCall.parse(row)), isCut: rows.length === rowsMax };
}

/** A column as text, null where it is empty. */
export const textOf = (row: Row | undefined, name: string): string | null => {
  const value = row?.[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

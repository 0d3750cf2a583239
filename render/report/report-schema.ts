import { z } from 'zod';
import { findingStates, openings } from '../../core/findings/finding.ts';
import { severities } from '../../core/findings/severity.ts';
import { reportPartSchemas } from './report-part-schemas.ts';

const { count, day, moment, word } = reportPartSchemas;
const change = z.strictObject({ now: z.number().nullable(), before: z.number().nullable() });

/** A list that was cut to a readable length: `cut` rows were left out. */
const cut = <T extends z.ZodType>(row: T) => z.strictObject({ rows: z.array(row), cut: count });

const finding = z.strictObject({
  rule: z.string(),
  finding_key: z.string(),
  severity: z.enum(severities),
  state: z.enum(findingStates),
  exemption: word,
  opening: z.enum(openings),
  first_event_at: moment,
  last_event_at: moment,
  event_count: count,
  actor: word,
  action: word,
  resource: word,
  source_ip: word,
  account_id: word,
  region: word,
  owner: word,
  evidence: z.record(z.string(), z.unknown()),
  opened_at: moment.nullable(),
  updated_at: moment,
  resolved_at: moment.nullable(),
  opened_notified_at: moment.nullable(),
  last_notified_at: moment.nullable(),
  resolved_notified_at: moment.nullable(),
  reopened_count: count,
});

const forecast = z.union([
  z.strictObject({ expectedOn: day, earliestOn: day, latestOn: day.nullable(), weeks: count }),
  z.strictObject({
    expectedOn: z.null(),
    reason: z.enum(['done', 'too_few_weeks', 'not_falling', 'too_uncertain']),
  }),
]);

/**
 * The report as it stands in `report.json`: the model of `core/compliance/report.ts`, which the types of a test hold to it.
 * **shape**: shares are from 0 to 1; days and instants are ISO text in UTC.
 */
export const reportSchema = z.strictObject({
  schema: z.literal('subtrail.report/1'),
  title: z.string(),
  week: z.string().regex(/^\d{4}-W\d{2}$/),
  weekStartOn: day,
  weekEndOn: day,
  windowStartOn: day,
  weeks: z.array(reportPartSchemas.week),
  headline: z.strictObject({
    score: change,
    keylessShare: change,
    keysInUse: change,
    repositories: change,
    unattributedShare: change,
    unexpectedSubjects: count,
    keysReady: count,
    hasPolicy: z.boolean(),
  }),
  forecast,
  accounts: cut(reportPartSchemas.shareOf),
  owners: cut(reportPartSchemas.shareOf),
  readyAfterDays: count,
  keys: cut(reportPartSchemas.key),
  inventory: z.strictObject({
    importedAt: moment.nullable(),
    users: count,
    activeKeys: count,
    dormant: cut(reportPartSchemas.dormant),
  }),
  regressions: cut(reportPartSchemas.regression),
  subjects: cut(reportPartSchemas.subject),
  unexpected: cut(finding),
  refusals: cut(reportPartSchemas.refusal),
  hygiene: cut(finding),
  exemptions: cut(reportPartSchemas.exemption),
  gaps: z.array(reportPartSchemas.gap),
  coverage: cut(reportPartSchemas.coverage),
  delivery: z.strictObject({ accounts: count, places: count, quiet: count }),
  trail: z.strictObject({ days: count, dataEvents: count, daysWithoutExchange: count }),
  counts: z.strictObject({ records: count, rejects: count, skipped: count, brokenObjects: count }),
});

/** Where the published schema is found. */
const schemaId = 'report.schema.json';

/** The JSON Schema of `report.json`: a list of one report, as every command prints lists. */
export function reportJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(z.array(reportSchema).length(1), { target: 'draft-07' });
  return { $schema, $id: schemaId, title: 'Weekly report of subtrail (subtrail.report/1)', ...rest };
}

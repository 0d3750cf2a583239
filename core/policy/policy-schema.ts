import { z } from 'zod';
import { detectionCatalogue } from '../findings/catalogue.ts';
import type { Detection, DetectionParameter } from '../findings/detection.ts';
import { severities } from '../findings/severity.ts';
import { issuerFamilyNames } from '../origin/issuer-families.ts';

/**
 * Characters of a pattern: twice that (every character escaped) and the parts of an ARN stay within the 1,024 characters
 * that Athena takes as one parameter. A subject has at most 255.
 */
const patternCharactersMax = 400;
/** Characters of a text for people. */
const textCharactersMax = 400;
/** Members of one list. A longer one wants a wildcard, and would take minutes to load row by row. */
const membersMax = 500;
/** Entries of a section, for the same reason. */
const entriesMax = 2_000;

const pattern = z.string().min(1).max(patternCharactersMax);
const patterns = z.union([pattern, z.array(pattern).min(1).max(membersMax)]);
const text = z.string().min(1).max(textCharactersMax);
/** A day, such as 2026-12-31. */
export const dateSchema = z.iso.date();
const rule = z
  .enum(detectionCatalogue.map((detection) => detection.id))
  .describe('The id of a detection, such as long_lived_key_activity.');
const owner = text.describe('Who answers for it: a team, a person, a ticket.');

const issuerSchema = z.strictObject({
  issuer: z
    .string()
    .min(1)
    .max(textCharactersMax)
    .regex(/^(https:\/\/)?[^\s*?:/]+(:\d+)?(\/[^\s*?]*)?$/)
    .describe('The issuer URL as the OIDC provider in IAM has it, with or without https://. No wildcards.'),
  family: z.enum(issuerFamilyNames).describe('Whose grammar its subjects follow.'),
  name: text.optional().describe('A name for people to read.'),
});

const refKinds = ['branch', 'tag', 'pull_request'] as const;

const expectationSchema = z.strictObject({
  role: patterns.describe(
    'The role: an ARN, or a name that is meant in every account and below every path. * and ? are wildcards.',
  ),
  issuer: patterns.optional().describe('The issuer without https://, such as token.actions.githubusercontent.com.'),
  audience: patterns.optional().describe('The audience, such as sts.amazonaws.com.'),
  subjects: patterns
    .optional()
    .describe(
      'Subjects as they stand in the token, compared as IAM compares StringLike: * and ? are wildcards, case matters. Not together with the conditions below.',
    ),
  organization: patterns
    .optional()
    .describe('The organization, group or workspace that the subject names. Both forms of GitHub subjects match.'),
  repository: patterns
    .optional()
    .describe('The repository or project with its organization: acme/shop. Both forms of GitHub subjects match.'),
  ref_kind: z
    .union([z.enum(refKinds), z.array(z.enum(refKinds)).min(1)])
    .optional()
    .describe('What the job runs for.'),
  ref: patterns.optional().describe('The branch or tag without refs/heads/ or refs/tags/: main, release/*.'),
  environment: patterns.optional().describe('The deployment environment.'),
  workflow: patterns.optional().describe('The workflow or pipeline that the subject names.'),
  owner: owner.optional(),
  until: dateSchema.optional().describe('The last day (UTC) on which this is expected.'),
});

const principalSchema = z.strictObject({
  principal: pattern.describe(
    'The IAM user: an ARN, or a name that is meant in every account. * and ? are wildcards; the longest pattern decides, of equally long ones the first.',
  ),
  use: z.enum(['ci', 'human', 'service']).describe('What its keys are for.'),
  owner: owner.optional(),
});

const exemptionSchema = z.strictObject({
  rule,
  match: z
    .strictObject({
      key_id: patterns.optional().describe('The access key id.'),
      actor: patterns.optional().describe('The ARN or subject in the column "actor".'),
      account: patterns.optional().describe('The account id, in quotes.'),
      resource: patterns.optional().describe('The ARN or name in the column "resource".'),
    })
    .meta({ description: 'Which findings: all that is given must match. * and ? are wildcards.', minProperties: 1 }),
  reason: text.describe('Why we put up with it.'),
  owner,
  until: dateSchema.describe('The last day (UTC) on which it holds.'),
});

const commonSettings = {
  staged: z
    .boolean()
    .optional()
    .describe(
      'Run it and keep its findings, but tell nobody yet: not on the terminal without --all, and not through --fail-on.',
    ),
  severity: z.enum(severities).optional().describe('Say how urgent its findings are, whatever the detection says.'),
};

/** A threshold as the catalogue bounds it. */
function parameterSchema({ value, min, max, meaning }: DetectionParameter) {
  const schema =
    typeof value === 'string'
      ? z.string().min(1).max(patternCharactersMax)
      : z
          .int()
          .min(min ?? 0)
          .max(max ?? Number.MAX_SAFE_INTEGER);
  return schema.optional().describe(`${meaning} Default: ${value}.`);
}

/** The settings of one detection: a threshold that it does not have is a mistake. */
const detectionSettings = ({ parameters, summary }: Detection) =>
  z
    .strictObject({
      ...commonSettings,
      parameters: z
        .strictObject(Object.fromEntries(parameters.map((one) => [one.name, parameterSchema(one)])))
        .optional()
        .describe('Thresholds of the detection.'),
    })
    .optional()
    .describe(`${summary}.`);

const webAddress = z
  .url({ protocol: /^https$/ })
  .max(textCharactersMax)
  .regex(/^[^\s<>|"`]+$/);

const slackChannel = z.string().regex(/^(#[\p{Ll}\p{Lo}\p{N}_-]{1,80}|[CGD][A-Z0-9]{6,20})$/u);

const routeSchema = z.strictObject({
  channel: slackChannel.describe('The Slack channel, such as #cloud-alerts, or its id.'),
  severity: z.enum(severities).optional().describe('The least severity that goes there.'),
  rules: z.array(rule).min(1).optional().describe('Only findings of these detections.'),
  owners: patterns.optional().describe('Only findings of these owners. * and ? are wildcards.'),
  accounts: patterns.optional().describe('Only findings in these accounts: ids, in quotes. * and ? are wildcards.'),
});

const notifySchema = z.strictObject({
  renotify_after_days: z
    .int()
    .min(1)
    .max(365)
    .default(7)
    .describe('Days after which a finding that is still there is told again. Default: 7.'),
  summary_above: z
    .int()
    .min(1)
    .max(100)
    .default(12)
    .describe('When more findings than this are new in one channel at once, one summary tells them. Default: 12.'),
  runbook_url: webAddress
    .optional()
    .describe('Where your copy of docs/detections is: messages link to this address with the id and .md after it.'),
  query_url: webAddress
    .optional()
    .describe('Where saved queries are, such as the Athena console: messages link to it.'),
  routes: z
    .array(routeSchema)
    .max(membersMax)
    .default([])
    .describe('Where findings go. The first route that fits decides; a finding that fits none is sent nowhere.'),
});

const reportSchema = z.strictObject({
  weeks: z.int().min(1).max(104).optional().describe('Weeks that the report looks back on.'),
  title: text.optional().describe('The heading of the report.'),
  ready_after_days: z
    .int()
    .min(1)
    .max(365)
    .optional()
    .describe('Days without use after which a key counts as ready to be deleted. Default: 30.'),
  channel: slackChannel
    .optional()
    .describe('The Slack channel that gets the summary. Default: that of the first route.'),
});

const section = <T extends z.ZodType>(entry: T) => z.array(entry).max(entriesMax).default([]);

/** The entries of two sections by themselves, so that one can be judged when its neighbours are wrong. */
export const entrySchemas = { expected: expectationSchema, exemptions: exemptionSchema } as const;

/**
 * The policy file, `subtrail.yaml`. Strict: a key that is not here is a mistake.
 * Single values and lists of them mean the same: any one of the list is enough.
 */
export const policySchema = z.strictObject({
  version: z.literal(1).describe('The version of this format.'),
  issuers: section(issuerSchema).describe('OIDC issuers of your own, and whose grammar their subjects follow.'),
  expected: section(expectationSchema).describe('Which subjects may take which roles.'),
  principals: section(principalSchema).describe('Which IAM users are for CI, for people or for services.'),
  exemptions: section(exemptionSchema).describe('Findings that are known and put up with, until a date.'),
  detections: z
    .strictObject(Object.fromEntries(detectionCatalogue.map((one) => [one.id, detectionSettings(one)])))
    .default({})
    .describe('Settings of single detections.'),
  notify: notifySchema.prefault({}).describe('When and where people are told.'),
  report: reportSchema.default({}).describe('Settings of the weekly report.'),
});

/** One text or a list of them. */
export type OneOrMany = string | readonly string[];

/** The conditions on what a subject says, as far as its grammar tells: the other way beside raw `subjects`. */
export const subjectConditions = [
  'organization',
  'repository',
  'ref_kind',
  'ref',
  'environment',
  'workflow',
] as const satisfies readonly (keyof z.output<typeof expectationSchema>)[];

/** What an organisation expects, as its file says it. */
export type Policy = z.output<typeof policySchema>;
export type Expectation = z.output<typeof expectationSchema>;
export type Exemption = z.output<typeof exemptionSchema>;
export type PolicyPrincipal = z.output<typeof principalSchema>;

/** A policy that says nothing: what holds where there is no file. */
export const emptyPolicy: Policy = policySchema.parse({ version: 1 });

/** Where and when people are told, with defaults filled in. */
export type NotifySettings = Policy['notify'];

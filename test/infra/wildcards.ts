import type { CompiledResource } from './package-service.ts';

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
}

/** A statement of any policy in a template, with the resource it stands in. */
export interface FoundStatement {
  readonly logicalId: string;
  readonly statement: Statement;
}

/**
 * Wildcards that allow something, each with why AWS leaves no other way.
 * **shape**: by `Sid`; the pattern is what the resource's text has to be.
 */
export const allowedWildcards: Readonly<Record<string, { readonly text: RegExp; readonly because: string }>> = {
  WriteItsLog: { text: /:log-group:\/aws\/lambda\/[a-z-]+:log-stream:\*$/, because: 'Lambda names the streams' },
  ReadDeliveries: { text: /:s3:::[a-z0-9.-]+\/(?:[\w/-]+\/)?\*$/, because: 'CloudTrail names the deliveries' },
  StageRecords: { text: /\/staged\/\*$/, because: 'keys follow from what is staged' },
  RemoveSettled: { text: /\/staged\/\*$/, because: 'keys follow from what is staged' },
  KeepResults: { text: /\/athena-results\/\*$/, because: 'Athena names the results' },
  ReadTables: { text: /\/(lake|staged)\/\*$/, because: 'Athena names the files of tables' },
  WriteTables: { text: /\/lake\/[a-z_]+\/\*$/, because: 'Athena names the files of tables' },
  WriteFirstMetadata: { text: /\/lake\/\*$/, because: 'Athena names the files of tables' },
  ReadCredentialReports: { text: /\/credential-reports\/\*$/, because: 'whoever puts them there names them' },
  WriteReports: { text: /\/reports\/\*$/, because: 'a week has a report of its own' },
  ReadTheSecret: { text: /:secret:[\w/+=.@-]+-\?{6}$/, because: 'Secrets Manager puts six characters behind a name' },
  ReadManifests: { text: /\/(backfill|inventory)\/\*$/, because: 'whoever starts a job names its manifest' },
  WriteCompletionReports: { text: /\/backfill\/\*$/, because: 'S3 names the reports of a job' },
  TheAccountDecides: {
    text: /^(kms:)?\*$/,
    because: 'a key policy speaks of its own key, and nobody else could manage it',
  },
};

/** Every statement of every policy: of roles, queues, buckets, keys and topics. */
export const statementsIn = (resources: Readonly<Record<string, CompiledResource>>): readonly FoundStatement[] =>
  Object.entries(resources).flatMap(([logicalId, { Properties }]) =>
    policiesOf(Properties).flatMap((policy) => policy.Statement.map((statement) => ({ logicalId, statement }))),
  );

function policiesOf(
  properties: CompiledResource['Properties'],
): readonly { readonly Statement: readonly Statement[] }[] {
  const inline = (properties?.Policies ?? []) as readonly { PolicyDocument: { Statement: Statement[] } }[];
  return [
    properties?.PolicyDocument,
    properties?.KeyPolicy,
    properties?.AssumeRolePolicyDocument,
    ...inline.map(({ PolicyDocument }) => PolicyDocument),
  ].filter((policy) => policy !== undefined);
}

/** What in a statement allows more than one named thing without standing in the list, in words. */
export function unexplainedWildcards({ logicalId, statement }: FoundStatement): readonly string[] {
  if (statement.Effect !== 'Allow') return [];
  const parts = [statement.Action, statement.Resource ?? [], statement.Principal ?? []].flat().map(textOf);
  const allowed = allowedWildcards[statement.Sid ?? ''];
  return parts
    .filter((part) => /[*?]/.test(part) && allowed?.text.test(part) !== true)
    .map((part) => `${logicalId}, ${statement.Sid ?? 'no Sid'}: ${part}`);
}

/** The text of a value whose parts CloudFormation fills in. */
const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  const filled = (value as { readonly 'Fn::Sub'?: unknown })['Fn::Sub'];
  return typeof filled === 'string' ? filled : JSON.stringify(value);
};

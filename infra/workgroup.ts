import { type LiteralValue, renderWithLiterals } from '../core/lake/sql-literals.ts';
import type { SqlStatement } from '../core/lake/sql-statement.ts';
import { type Resources, ref, type Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { databaseName, lakeKeyArn, lakeLocation, nameOf } from './names.ts';

const bytesPerGigabyte = 1_000_000_000;

/**
 * The Athena workgroup that all statements run in, and the saved questions.
 * Its settings are enforced: no client can write results elsewhere, unencrypted, or scan more than the limit.
 */
export function workgroupResources(settings: DeploymentSettings, explore: readonly SqlStatement[]): Resources {
  return {
    WorkGroup: {
      Type: 'AWS::Athena::WorkGroup',
      Properties: {
        Name: workgroupName(settings),
        Description: 'subtrail: attribution, detections, reports, and questions of people',
        // Its history and saved queries go with it; the lake does not.
        RecursiveDeleteOption: true,
        WorkGroupConfiguration: {
          EnforceWorkGroupConfiguration: true,
          PublishCloudWatchMetricsEnabled: true,
          BytesScannedCutoffPerQuery: settings.athena.scan_limit_gb * bytesPerGigabyte,
          EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
          ResultConfiguration: {
            OutputLocation: lakeLocation(settings, '/athena-results/'),
            EncryptionConfiguration: resultEncryption(settings),
          },
        },
      },
    },
    ...Object.fromEntries(explore.map((statement) => [namedQueryId(statement), namedQuery(settings, statement)])),
  };
}

/** The workgroup's name. */
export const workgroupName = (settings: DeploymentSettings): string =>
  nameOf(settings, 'queries').replace('-queries', '');

function resultEncryption(settings: DeploymentSettings): Value {
  const keyArn = lakeKeyArn(settings);
  return keyArn === null ? { EncryptionOption: 'SSE_S3' } : { EncryptionOption: 'SSE_KMS', KmsKey: keyArn };
}

const namedQueryId = ({ name }: SqlStatement): string =>
  `Explore${name
    .replace(/^.*\//, '')
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')}`;

const namedQuery = (settings: DeploymentSettings, statement: SqlStatement) => ({
  Type: 'AWS::Athena::NamedQuery',
  Properties: {
    Name: statement.name.replace(/^.*\//, ''),
    Description: statement.header['purpose'] ?? '',
    Database: databaseName(settings),
    WorkGroup: ref('WorkGroup'),
    QueryString: renderExploreQuery(statement),
  },
});

/** Values that make a question run as it is pasted: all of time, all names, and not more rows than one wants to read. */
const valuesByType: Readonly<Record<string, LiteralValue>> = {
  varchar: '%',
  json: '[]',
  bigint: 100,
  integer: 100,
  double: 1,
  boolean: true,
  timestamp: new Date('2020-01-01T00:00:00Z'),
  date: new Date('2020-01-01T00:00:00Z'),
};
const farAway = new Date('2099-12-31T00:00:00Z');

/**
 * A saved question with values in the place of its parameters, so that it runs as pasted.
 * **shape**: times that end something lie far away; everything else goes by its type.
 * **errors**: `sql_parameter` for a parameter of a type that has no literal.
 */
export function renderExploreQuery(statement: SqlStatement): string {
  const values = statement.parameterNames.map((name) => {
    const type = statement.parameterTypes[name] ?? 'varchar';
    const isEnd = (type === 'timestamp' || type === 'date') && /_(last|end|until)(_|$)/.test(name);
    return [name, isEnd ? farAway : (valuesByType[type] ?? null)] as const;
  });
  return renderWithLiterals(statement, Object.fromEntries(values));
}

import { renderNamedQuery } from '../core/explore/render-named-query.ts';
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
    QueryString: renderNamedQuery(statement),
  },
});

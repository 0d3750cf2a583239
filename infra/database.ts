import { getAtt, type Resources, ref } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { functionLogicalId, roleLogicalId } from './function-plans.ts';
import { databaseName, lakeLocation } from './names.ts';

/** Seconds that CloudFormation waits for the tables: the function's own ten minutes, its second try, and some. */
const migrateSecondsMax = 1800;

/**
 * The Glue database, and the tables in it.
 * CloudFormation does not make the tables: it cannot make an Iceberg table as Athena does, and would replace one, data and all,
 * where a column is added. *migrate* makes them through Athena; CloudFormation calls it when the stack is made, and again
 * whenever `tablesVersion` is another one.
 */
export function databaseResources(settings: DeploymentSettings, tablesVersion: string): Resources {
  const isOurs = settings.lake.existing === undefined;
  return {
    ...(isOurs ? { LakeDatabase: database(settings) } : {}),
    LakeTables: {
      Type: 'AWS::CloudFormation::CustomResource',
      // What the function needs before it can ask Athena for anything.
      DependsOn: [roleLogicalId('migrate'), 'WorkGroup', ...(isOurs ? ['LakeDatabase', 'LakeBucketPolicy'] : [])],
      Properties: {
        ServiceToken: getAtt(functionLogicalId('migrate'), 'Arn'),
        ServiceTimeout: migrateSecondsMax,
        TablesVersion: tablesVersion,
        LakeLocation: lakeLocation(settings),
      },
    },
  };
}

const database = (settings: DeploymentSettings) =>
  ({
    Type: 'AWS::Glue::Database',
    // It goes with the bucket: deleting a database deletes its tables, and with them the only pointer to what is in the files.
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: {
      CatalogId: ref('AWS::AccountId'),
      DatabaseInput: {
        Name: databaseName(settings),
        Description: 'subtrail: who made which AWS call, and on what it hangs',
        // Where Lake Formation is switched on, IAM decides about these tables all the same.
        CreateTableDefaultPermissions: [
          { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] },
        ],
      },
    },
  }) as const;

import type { Resources, Value } from './cloudformation.ts';
import { getAtt, ref, sub } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { lakeKeyArn } from './names.ts';
import { lakeLifecycle } from './retention.ts';

/**
 * The bucket of the lake, where it is not one that was left behind. It stays when the stack goes.
 *
 * Versions are not kept. Nothing in it is ever overwritten with something else: Iceberg writes new files and has a week of
 * versions of its own, staged files are named by what is in them, and all of it can be read from the trail again. Versions would keep
 * every file that compaction and settling removed, several times the size of the lake.
 */
export function bucketResources(settings: DeploymentSettings): Resources {
  if (settings.lake.existing !== undefined) return {};
  return {
    LakeBucket: {
      Type: 'AWS::S3::Bucket',
      // Also where the first deployment fails: CloudFormation cannot delete a bucket with something in it, and would get stuck.
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [encryptionRule(lakeKeyArn(settings))] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        // No ACLs: the bucket's account owns every object, whoever wrote it.
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        LifecycleConfiguration: lakeLifecycle(settings),
      },
    },
    LakeBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Bucket: ref('LakeBucket'),
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              // A refusal, so that "*" means nobody may.
              Sid: 'OnlyOverTls',
              Effect: 'Deny',
              Principal: '*',
              Action: 's3:*',
              Resource: [getAtt('LakeBucket', 'Arn'), sub('${LakeBucket.Arn}/*')],
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
            },
          ],
        },
      },
    },
  };
}

/** A bucket key asks KMS once for many objects, not once for each. */
const encryptionRule = (keyArn: Value | null): Value =>
  keyArn === null
    ? { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
    : {
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn },
      };

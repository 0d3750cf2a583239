import { getAtt, ref, sub, type Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';

type Named = Pick<DeploymentSettings, 'stage'>;

/** `subtrail-prod-ingest`: what a thing of this deployment is called where its account and region are its own. */
export const nameOf = ({ stage }: Named, what: string): string => `subtrail-${stage}-${what}`;

/** The same with the region in it, for what is named once for all regions of an account, such as roles. */
export const globalNameOf = ({ stage, region }: Named & Pick<DeploymentSettings, 'region'>, what: string): string =>
  `subtrail-${stage}-${region}-${what}`;

/** The name of the lake's bucket: made by this stack, or left behind by an earlier one. */
export const lakeBucketName = ({ lake }: DeploymentSettings): Value => lake.existing?.bucket ?? ref('LakeBucket');

/** The ARN of the lake's bucket, or of what is below it: `/staged/*`. */
export const lakeBucketArn = ({ lake }: DeploymentSettings, below = ''): Value =>
  lake.existing === undefined
    ? below === ''
      ? getAtt('LakeBucket', 'Arn')
      : sub(`\${LakeBucket.Arn}${below}`)
    : sub(`arn:\${AWS::Partition}:s3:::${lake.existing.bucket}${below}`);

/** `s3://BUCKET` with what is below it. */
export const lakeLocation = ({ lake }: DeploymentSettings, below = ''): Value =>
  lake.existing === undefined ? sub(`s3://\${LakeBucket}${below}`) : `s3://${lake.existing.bucket}${below}`;

/** The Glue database that holds the tables. */
export const databaseName = ({ stage, lake }: DeploymentSettings): string =>
  lake.existing?.database ?? `subtrail_${stage}`;

/** The ARN of the key that encrypts the lake, or null where S3's own keys do. */
export function lakeKeyArn({ lake }: DeploymentSettings): Value | null {
  if (lake.encryption === 'sse_s3') return null;
  return lake.encryption === 'own_key' ? getAtt('LakeKey', 'Arn') : lake.encryption;
}

import { getAtt, ref, sub, type Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { functionLogicalId } from './function-plans.ts';
import { databaseName, lakeBucketName, lakeKeyArn, nameOf } from './names.ts';
import { workgroupName } from './workgroup.ts';

/** One output of the stack. */
export interface Output {
  readonly Description: string;
  readonly Value: Value;
}

/** What people and commands need to know of the stack; docs/operations.md uses these names. */
export function stackOutputs(settings: DeploymentSettings): Readonly<Record<string, Output>> {
  const keyArn = lakeKeyArn(settings);
  const output = (description: string, value: Value): Output => ({ Description: description, Value: value });
  return {
    LakeBucketName: output('The bucket of the lake', lakeBucketName(settings)),
    ...(keyArn === null ? {} : { LakeKeyArn: output('The key that encrypts the lake', keyArn) }),
    DatabaseName: output('The Glue database of the tables', databaseName(settings)),
    WorkGroupName: output('The Athena workgroup to ask questions in', workgroupName(settings)),
    DeliveryQueueArn: output('Where notifications go', getAtt('DeliveryQueue', 'Arn')),
    DeliveryQueueUrl: output('The same for the AWS CLI', ref('DeliveryQueue')),
    DeliveryDeadLettersUrl: output('Notifications that could not be read', ref('DeliveryDeadLetters')),
    DeliveryDeadLettersArn: output('The same for redriving', getAtt('DeliveryDeadLetters', 'Arn')),
    FailedRunsUrl: output('Runs that failed for good', ref('FailedRuns')),
    ScheduleDeadLettersUrl: output('Schedules that could not start their job', ref('ScheduleDeadLetters')),
    IngestRoleArn: output('Must be let read the deliveries', getAtt('IngestRole', 'Arn')),
    BackfillRoleArn: output('Must be let read the deliveries of the past', getAtt('BackfillRole', 'Arn')),
    BackfillJobRoleArn: output('What a job of S3 Batch Operations runs as', getAtt('BackfillJobRole', 'Arn')),
    BackfillFunctionArn: output('What such a job calls', getAtt(functionLogicalId('backfill'), 'Arn')),
    DashboardUrl: output(
      'Whether all is well',
      `https://${settings.region}.console.aws.amazon.com/cloudwatch/home?region=${settings.region}#dashboards/dashboard/${nameOf(settings, 'health')}`,
    ),
    ConnectTheTrail: output(
      'What is left to say to the trail; docs/operations.md has the commands',
      nextStep(settings),
    ),
  };
}

/** What the stack cannot do itself, because it never changes what is yours. */
function nextStep({ notifications, trail }: DeploymentSettings): Value {
  switch (notifications.by) {
    case 's3':
      return sub(
        `Let ${trail.buckets.join(', ')} tell \${DeliveryQueue.Arn} of s3:ObjectCreated:*${trail.prefix === undefined ? '' : ` below ${trail.prefix}/`}`,
      );
    case 'eventbridge':
      return `Switch EventBridge on for ${trail.buckets.join(', ')}`;
    case 'sns':
      return `Let ${trail.buckets.join(', ')} tell ${notifications.topic ?? ''} of s3:ObjectCreated:*, if it does not yet`;
    case 'cloudtrail_sns':
      return `Let the trail publish to ${notifications.topic ?? ''}, if it does not yet`;
  }
}

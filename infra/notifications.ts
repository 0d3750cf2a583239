import { getAtt, type Resource, type Resources, ref, sub, type Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { nameOf } from './names.ts';

/**
 * How the trail's notifications reach the queue: who may write to it, and the subscription or rule that does.
 * The trail, its bucket, the bucket's policy and its notifications stay as they are; what has to be said to them stands
 * among the outputs of the stack.
 */
export function notificationResources(settings: DeploymentSettings): Resources {
  const { by, topic } = settings.notifications;
  const isByTopic = by === 'sns' || by === 'cloudtrail_sns';
  return {
    DeliveryQueuePolicy: queuePolicy(settings),
    ...(isByTopic && topic !== undefined ? { TrailSubscription: subscription(settings, topic) } : {}),
    ...(by === 'eventbridge' ? { DeliveryRule: deliveryRule(settings) } : {}),
  };
}

const queuePolicy = (settings: DeploymentSettings): Resource => ({
  Type: 'AWS::SQS::QueuePolicy',
  Properties: {
    Queues: [ref('DeliveryQueue')],
    PolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        senderStatement(settings),
        {
          Sid: 'OnlyOverTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:*',
          Resource: getAtt('DeliveryQueue', 'Arn'),
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        ...organizationStatements(settings),
      ],
    },
  },
});

/** The one service that may write to the queue, and on whose behalf. */
function senderStatement(settings: DeploymentSettings): Value {
  const { notifications, trail } = settings;
  const send = (service: string, condition: Value): Value => ({
    Sid: 'TakeFromTheTrail',
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sqs:SendMessage',
    Resource: getAtt('DeliveryQueue', 'Arn'),
    Condition: condition,
  });
  switch (notifications.by) {
    case 's3':
      // The ARN of a bucket names no account, so that the account is asked for beside it.
      return send('s3.amazonaws.com', {
        ArnEquals: { 'aws:SourceArn': trail.buckets.map((bucket) => sub(`arn:\${AWS::Partition}:s3:::${bucket}`)) },
        StringEquals: { 'aws:SourceAccount': trail.account ?? ref('AWS::AccountId') },
      });
    case 'eventbridge':
      return send('events.amazonaws.com', { ArnEquals: { 'aws:SourceArn': getAtt('DeliveryRule', 'Arn') } });
    case 'sns':
    case 'cloudtrail_sns':
      return send('sns.amazonaws.com', { ArnEquals: { 'aws:SourceArn': notifications.topic ?? null } });
  }
}

/**
 * A refusal for what a service sends on behalf of another organisation. Not every service says whose resource it speaks for,
 * and those that do not are held to the ARN above: a condition that demands the organisation would silence them.
 */
const organizationStatements = ({ organization }: DeploymentSettings): readonly Value[] =>
  organization === undefined
    ? []
    : [
        {
          Sid: 'OnlyForThisOrganization',
          Effect: 'Deny',
          Principal: '*',
          Action: 'sqs:SendMessage',
          Resource: getAtt('DeliveryQueue', 'Arn'),
          Condition: {
            StringNotEquals: { 'aws:SourceOrgID': organization },
            Null: { 'aws:SourceOrgID': 'false' },
          },
        },
      ];

/** A topic may lie in another region, which its subscription has to be made in. */
const subscription = ({ notifications }: DeploymentSettings, topic: string): Resource => ({
  Type: 'AWS::SNS::Subscription',
  DependsOn: ['DeliveryQueuePolicy'],
  Properties: {
    TopicArn: topic,
    Region: topic.split(':')[3] ?? '',
    Protocol: 'sqs',
    Endpoint: getAtt('DeliveryQueue', 'Arn'),
    RawMessageDelivery: notifications.raw,
  },
});

const deliveryRule = (settings: DeploymentSettings): Resource => {
  const { trail } = settings;
  const below = trail.prefix === undefined ? '' : `${trail.prefix}/`;
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: nameOf(settings, 'deliveries'),
      Description: 'Tells the queue of what CloudTrail delivers',
      EventPattern: {
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: {
          bucket: { name: trail.buckets },
          // Digests and other kinds have folders of their own, and need not wake anybody.
          object: { key: [{ wildcard: `${below}*/CloudTrail/*.json.gz` }] },
        },
      },
      Targets: [{ Id: 'deliveries', Arn: getAtt('DeliveryQueue', 'Arn') }],
    },
  };
};

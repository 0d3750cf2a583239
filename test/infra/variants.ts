/**
 * Settings that together use every branch of the template: each way of notification, buckets here and elsewhere, each
 * kind of encryption, secret and alarm, and a lake that was left behind.
 */
export const variants: Readonly<Record<string, string | undefined>> = {
  'the example': undefined,
  'a topic of another account, an existing key, an organisation': `
version: 1
region: eu-central-1
stage: audit
organization: o-exampleorgid
trail:
  buckets: [acme-cloudtrail, acme-cloudtrail-old]
  account: "111122223333"
  prefix: security/audit
  kms_key: arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
notifications: { by: sns, topic: "arn:aws:sns:eu-central-1:111122223333:cloudtrail", raw: true }
lake: { encryption: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab" }
retention: { calls_days: 0, reports_days: 730, logs_days: 365 }
slack: { secret: "ssm:/subtrail/slack", kms_key: "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-000000000000" }
alarms: { topic: "arn:aws:sns:eu-central-1:123456789012:alarms", silence_hours: 24 }
`,
  'EventBridge, no key, an e-mail address': `
version: 1
region: us-east-1
stage: dev
trail: { buckets: [example-trail], prefix: logs }
notifications: { by: eventbridge }
lake: { encryption: sse_s3 }
slack: { secret: secretsmanager:subtrail/slack }
alarms: { email: cloud-team@example.com, silence_hours: 1 }
ingest: { concurrency_max: 50 }
report_url: https://reports.example.com
`,
  "the trail's own topic in another region, a lake that was left behind": `
version: 1
region: us-gov-west-1
trail: { buckets: [example-trail] }
notifications: { by: cloudtrail_sns, topic: "arn:aws-us-gov:sns:us-gov-east-1:123456789012:trail" }
lake:
  encryption: arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
  existing: { bucket: subtrail-prod-lake-0123456789ab, database: subtrail_prod }
slack: { secret: "secretsmanager:arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:slack-AbCdEf" }
`,
};

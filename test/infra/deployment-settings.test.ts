import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDeploymentSettings } from '../../infra/deployment-settings.ts';
import { variants } from './variants.ts';

const parse = (text: string) => parseDeploymentSettings(text, { fileName: 'subtrail.deploy.yaml' });
/** Problems as `line: message`. */
const problemsOf = (text: string): readonly string[] =>
  parse(text).problems.map(({ line, message }) => `${line}: ${message}`);

/** Settings with nothing wrong, with further lines below them. */
const sound = (more = ''): string => `version: 1
region: eu-west-1
trail: { buckets: [acme-cloudtrail] }
notifications: { by: s3 }
${more}`;

const example = readFileSync('subtrail.deploy.example.yaml', 'utf8');

describe('parseDeploymentSettings()', () => {
  test('takes the example, and fills in what it leaves out', () => {
    const { value, problems } = parse(example);
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ stage: 'prod', lake: { encryption: 'own_key' }, alarms: { silence_hours: 6 } });
    expect(parse(sound()).value).toEqual({ ...value, trail: { buckets: ['acme-cloudtrail'] } });
  });

  test('takes what the example has commented out', () => {
    const lines = example.split('\n').map((line) => line.replace(/^(\s*)# ((?: {2})?[a-z_]+:(?: .*)?)$/, '$1$2'));
    const text = lines
      .filter((line) => !/^ {2}(topic|raw|existing): /.test(line)) // they do not go with the rest of the example
      .join('\n')
      .replace('arn:aws:kms:…', 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab');
    expect(problemsOf(text)).toEqual([]);
    expect(parse(text).value).toMatchObject({
      organization: 'o-exampleorgid',
      slack: { secret: 'ssm:/subtrail/slack' },
      policy: 'subtrail.yaml',
      trail: { account: '111122223333' },
    });
  });

  test.each(Object.entries(variants).filter(([, text]) => text !== undefined))('takes %s', (_name, text) => {
    expect(problemsOf(text ?? '')).toEqual([]);
  });

  test('tells every problem at once, from the first line to the last', () => {
    const text = `version: 2
region: Europe
stagee: prod
trail: { buckets: ["s3://acme", ok-bucket, ok-bucket], account: 111122223333, prefix: /logs/ }
notifications: { by: sqs, topic: arn }
lake: { encryption: aes }
retention: { calls_days: 7, logs_days: 91 }
athena: { scan_limit_gb: 0 }
alarms: { email: me, silence_hours: 48 }
ingest: { concurrency_max: 1 }
report_url: http://reports.example.com
`;
    expect(problemsOf(text)).toEqual([
      '1: Correct version: found the number 2, wanted 1',
      '2: Correct region: found "Europe", wanted a region, such as eu-west-1',
      '3: Remove or correct "stagee" in the file: there is no such key, did you mean "stage"?',
      '4: Correct trail.buckets[0]: found "s3://acme", wanted the name of a bucket, without s3://',
      '4: Remove trail.buckets[2]: "ok-bucket" stands there twice',
      '4: Correct trail.account: found the number 111122223333, wanted text: put it in quotes',
      '4: Correct trail.prefix: found "/logs/", wanted what stands before AWSLogs/ in the keys, without a slash at its ends',
      '5: Correct notifications.by: found "sqs", wanted "sns"',
      '5: Correct notifications.topic: found "arn", wanted the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:111122223333:trail',
      '6: Correct lake.encryption: found "aes", wanted "own_key", "sse_s3", or the ARN of a KMS key',
      '7: Correct retention.calls_days: found the number 7, wanted 0 (for ever) or at least 35',
      '7: Correct retention.logs_days: found the number 91, wanted one that CloudWatch knows, such as 120',
      '8: Correct athena.scan_limit_gb: found the number 0, wanted at least 1',
      '9: Correct alarms.email: found "me", wanted an e-mail address',
      '9: Correct alarms.silence_hours: found the number 48, wanted at most 24',
      '10: Correct ingest.concurrency_max: found the number 1, wanted at least 2',
      '11: Correct report_url: found "http://reports.example.com", wanted an address that begins with https://',
    ]);
    expect(parse(text).value).toBeNull();
  });

  test.each([
    ['', '1: Fill "subtrail.deploy.yaml": it says nothing, wanted at least "version: 1"'],
    ['version: 1', '1: Add "region" to the file: it is required'],
    [sound().replace('by: s3', 'by: sns'), '4: Add "topic" to notifications: "by: sns" needs the ARN of the topic'],
    [
      sound().replace('by: s3', 'by: s3, topic: "arn:aws:sns:eu-west-1:111122223333:trail", raw: true'),
      '4: Remove "topic" from notifications: "by: s3" uses none',
    ],
    [
      sound().replace('by: s3', 'by: eventbridge').replace(']', '], account: "111122223333"'),
      '4: Correct notifications.by: found "eventbridge" for buckets of another account (trail.account), wanted s3, sns or cloudtrail_sns',
    ],
    [
      sound('lake: { existing: { bucket: old-lake, database: subtrail_prod } }'),
      '5: Correct lake.encryption: found the key that the stack makes, wanted the ARN of the key that the existing bucket has, or sse_s3',
    ],
    [
      sound('alarms: { email: a@example.com, topic: "arn:aws:sns:eu-west-1:123456789012:alarms" }'),
      '5: Remove "email" from alarms, or "topic": one of them is told; subscribe the address to the topic',
    ],
    [
      sound('alarms: { topic: "arn:aws:sns:us-east-1:123456789012:alarms" }'),
      '5: Correct alarms.topic: found the region "us-east-1", wanted "eu-west-1", because alarms tell topics of their own region',
    ],
    [
      sound('lake: { encryption: "arn:aws:kms:eu-west-1:123456789012:alias/lake" }'),
      '5: Correct lake.encryption: found "arn:aws:kms:eu-west-1:123456789012:alias/lake", wanted "own_key", "sse_s3", or the ARN of a KMS key',
    ],
    [
      sound('stage: production-of-payments'),
      '5: Correct stage: found "production-of-payments", wanted a short name of small letters and digits, such as prod',
    ],
    [sound('region: us-east-1'), '5: Remove one of the two "region" in the file: a key stands only once'],
  ])('refuses %j', (text, problem) => {
    expect(problemsOf(text)).toContain(problem);
    expect(parse(text).value).toBeNull();
  });

  test('does not repeat what may be a secret', () => {
    const problems = problemsOf(sound('slack: { secret: xoxb-EXAMPLE }'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^5: Correct slack\.secret: wanted where the secret is kept/);
    expect(problems.join()).not.toContain('xoxb');
  });

  test.each(['- a\n- b', '5', 'null', '{', 'trail: *nobody', '&a [*a]'])('never throws: %j', (text) => {
    expect(parse(text).value).toBeNull();
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});

import fc from 'fast-check';
import { escapeLetter, jsonText, objectText, quoted } from './json-text.ts';

type Members = fc.Arbitrary<readonly (readonly [name: string, value: string])[]>;

const odd = jsonText();
const quotedOf = (...texts: readonly string[]) => quoted(fc.constantFrom(...texts));

/** A member that is mostly as AWS writes it, but can hold anything. */
const member = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<readonly [string, string]> => {
  const escaped = `"${escapeLetter(name.charAt(0))}${name.slice(1)}"`;
  return fc.tuple(
    fc.oneof(
      { weight: 30, arbitrary: fc.constant(JSON.stringify(name)) },
      { weight: 1, arbitrary: fc.constant(escaped) },
    ),
    fc.oneof(
      { weight: 20, arbitrary: value },
      { weight: 1, arbitrary: odd },
      { weight: 1, arbitrary: fc.constant('null') },
    ),
  );
};

/** Members in any order, some left out, a few twice, some of no known name. */
const members = (known: readonly fc.Arbitrary<readonly [string, string]>[]): Members => {
  const unknown = fc.tuple(quoted(fc.string({ maxLength: 6 })), odd);
  const extra = fc.array(fc.oneof(...known, unknown), { maxLength: 2 });
  const inOrder = fc.tuple(...known).chain((all) => fc.subarray(all, { minLength: Math.max(0, all.length - 3) }));
  const inAnyOrder = fc.tuple(...known).chain((all) => fc.shuffledSubarray(all));
  return fc
    .tuple(fc.oneof({ weight: 3, arbitrary: inOrder }, { weight: 1, arbitrary: inAnyOrder }), extra)
    .map(([some, more]) => [...some, ...more]);
};

const flag = fc.oneof(fc.constantFrom('true', 'false', '"true"', '"false"', '"maybe"', '""'));
const arn = quotedOf(
  'arn:aws:iam::123456789012:role/ci/deploy',
  'arn:aws:sts::123456789012:assumed-role/deploy/GitHubActions',
  '',
  'x',
);
const time = quotedOf(
  '2026-01-31T09:58:12Z',
  '2026-01-31T09:58:13Z',
  '2026-01-31 09:58:12.5+00:00',
  '2026-02-30T00:00:00Z',
  '',
  'now',
);

const identity = objectText(
  members([
    member('type', quotedOf('AssumedRole', 'IAMUser', 'WebIdentityUser', 'AWSAccount', 'AWSService', '')),
    member('principalId', quotedOf('AROAEXAMPLE:GitHubActions', 'AIDAEXAMPLE', 'p:aud:sub')),
    member('arn', arn),
    member('accountId', quotedOf('123456789012', '')),
    member('accessKeyId', quotedOf('ASIAEXAMPLE', 'AKIAEXAMPLE', '')),
    member('userName', quotedOf('alice', 'sub')),
    member(
      'identityProvider',
      quotedOf('p', 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com'),
    ),
    member(
      'sessionContext',
      objectText(
        members([
          member(
            'sessionIssuer',
            objectText(
              members([
                member('type', quotedOf('Role', 'IAMUser')),
                member('arn', arn),
                member('principalId', quotedOf('AROAEXAMPLE')),
              ]),
            ),
          ),
          member('webIdFederationData', objectText(members([member('federatedProvider', arn)]))),
          member('attributes', objectText(members([member('creationDate', time), member('mfaAuthenticated', flag)]))),
          member('sourceIdentity', quotedOf('alice')),
        ]),
      ),
    ),
    member('invokedBy', quotedOf('ec2.amazonaws.com', '')),
  ]),
);

const request = objectText(
  members([
    member('roleArn', arn),
    member('roleSessionName', quotedOf('GitHubActions')),
    member('durationSeconds', fc.constantFrom('900', '3600', '"900"', '1.5')),
    member('principalTags', odd),
    member('sessionToken', quotedOf('TOKEN')),
  ]),
);
const response = objectText(
  members([
    member(
      'credentials',
      objectText(
        members([
          member('accessKeyId', quotedOf('ASIAISSUED')),
          member('sessionToken', quotedOf('TOKEN')),
          member('expiration', quotedOf('Jan 31, 2026, 10:58:12 AM')),
        ]),
      ),
    ),
    member('subjectFromWebIdentityToken', quotedOf('repo:acme/shop:pull_request')),
    member(
      'assumedRoleUser',
      objectText(members([member('arn', arn), member('assumedRoleId', quotedOf('AROAEXAMPLE:s'))])),
    ),
    member('audience', quotedOf('aud')),
  ]),
);
const resource = objectText(
  members([member('ARN', arn), member('arn', arn), member('type', quotedOf('AWS::IAM::Role'))]),
);
const resources = fc
  .array(fc.oneof({ weight: 9, arbitrary: resource }, { weight: 1, arbitrary: odd }), { maxLength: 3 })
  .map((found) => `[${found.join(', ')}]`);

/** The JSON of a record that is near enough to CloudTrail's to reach every rule. */
export const recordText: fc.Arbitrary<string> = objectText(
  members([
    member('eventVersion', quotedOf('1.11')),
    member('userIdentity', identity),
    member('eventTime', time),
    member('eventSource', quotedOf('sts.amazonaws.com', 's3.amazonaws.com', 'sts.amazonaws.con', '')),
    member('eventName', quotedOf('AssumeRoleWithWebIdentity', 'AssumeRole', 'GetObject', 'PutObject')),
    member('awsRegion', quotedOf('eu-central-1')),
    member('sourceIPAddress', quotedOf('192.0.2.1', 'AWS Internal')),
    member('userAgent', quotedOf('[aws-cli/2]', 'é')),
    member('errorCode', fc.constantFrom('"AccessDenied"', 'null', 'null')),
    member('requestParameters', request),
    member('responseElements', response),
    member('eventID', quotedOf('00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002')),
    member('readOnly', flag),
    member('resources', resources),
    member('eventType', quotedOf('AwsApiCall', 'AwsApiCall', 'AwsServiceEvent', 'AWSCloudTrailInsight')),
    member('recipientAccountId', quotedOf('123456789012', '')),
    member('sharedEventID', quotedOf('shared')),
    member('eventCategory', quotedOf('Management', 'Management', 'Data', 'Insight', 'NetworkActivity')),
    member('tlsDetails', fc.constantFrom('{"tlsVersion":"TLSv1.3"}', '"{}"', '{}')),
    member('sessionCredentialFromConsole', flag),
  ]),
);

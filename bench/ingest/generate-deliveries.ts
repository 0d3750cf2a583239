import { gzipSync } from 'node:zlib';
import { Random } from './random.ts';

/** One made-up delivery. */
export interface Delivery {
  readonly key: string;
  readonly bytes: Buffer;
  readonly jsonBytes: number;
  readonly records: number;
}

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const upperCase = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const account = '123456789012';
const startAt = Date.UTC(2026, 10, 2);
const regions = ['eu-central-1', 'us-east-1', 'eu-west-1'];
const agents = [
  'APN/1.0 HashiCorp/1.0 Terraform/1.9.8 (+https://www.terraform.io) terraform-provider-aws/5.77.0 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.32.5 ua/2.1 os/linux lang/go#1.23.3 md/GOOS#linux md/GOARCH#amd64 api/ec2#1.194.0',
  'aws-cli/2.22.4 md/awscrt#0.23.2 ua/2.0 os/linux#6.8.0-1017-azure md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython exec-env/GitHubActions cfg/retry-mode#standard md/installer#exe md/distrib#ubuntu.22 md/prompt#off md/command#s3api.list-objects-v2',
  'Boto3/1.35.71 md/Botocore#1.35.71 ua/2.0 os/linux#5.10.228 md/arch#x86_64 lang/python#3.11.10 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.35.71',
  '[aws-sdk-java/2.29.20 Linux/5.10.228-219.884.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/21.0.5 Java/21.0.5 vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/standard]',
];

/** A call: service, name, whether it only reads, how often it fails, and its request and response. */
interface Call {
  readonly source: string;
  readonly name: string;
  readonly isReadOnly: boolean;
  readonly request: (random: Random) => unknown;
  readonly response: (random: Random) => unknown;
  readonly resource?: (random: Random) => string;
}

const nothing = (): null => null;
const bucket = (random: Random): string => `acme-${random.pick(['artefacts', 'logs', 'state', 'assets'])}-${account}`;
const calls: readonly Call[] = [
  {
    source: 's3.amazonaws.com',
    name: 'GetObject',
    isReadOnly: true,
    request: (random) => ({
      bucketName: bucket(random),
      Host: 's3.eu-central-1.amazonaws.com',
      key: `builds/${random.uuid()}.tar.gz`,
    }),
    response: nothing,
    resource: (random) => `arn:aws:s3:::${bucket(random)}`,
  },
  {
    source: 'ec2.amazonaws.com',
    name: 'DescribeInstances',
    isReadOnly: true,
    request: (random) => ({
      instancesSet: { items: [{ instanceId: `i-0${random.text(16, '0123456789abcdef')}` }] },
      filterSet: {},
      nextToken: random.text(120, base64),
    }),
    response: nothing,
  },
  {
    source: 'kms.amazonaws.com',
    name: 'Decrypt',
    isReadOnly: true,
    request: (random) => ({
      encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::acme-state-${account}/${random.uuid()}` },
      encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    }),
    response: nothing,
    resource: (random) => `arn:aws:kms:eu-central-1:${account}:key/${random.below(1e8)}`,
  },
  {
    source: 'dynamodb.amazonaws.com',
    name: 'GetItem',
    isReadOnly: true,
    request: (random) => ({
      tableName: random.pick(['orders', 'locks']),
      key: { id: random.text(64, base64), part: random.uuid() },
      consistentRead: random.chance(0.5),
    }),
    response: nothing,
  },
  {
    source: 'ec2.amazonaws.com',
    name: 'CreateTags',
    isReadOnly: false,
    request: (random) => ({
      resourcesSet: { items: [{ resourceId: `i-0${random.text(16, '0123456789abcdef')}` }] },
      clientToken: random.uuid(),
      tagSet: {
        items: [
          { key: 'Name', value: random.pick(['web', 'worker', 'db']) },
          { key: 'team', value: random.pick(['shop', 'core']) },
        ],
      },
    }),
    response: (random) => ({ requestId: random.uuid(), _return: true }),
  },
  {
    source: 'logs.amazonaws.com',
    name: 'CreateLogStream',
    isReadOnly: false,
    request: (random) => ({
      logGroupName: `/aws/lambda/${random.pick(['shop', 'mail'])}`,
      logStreamName: `2026/11/02/[$LATEST]${random.text(32, '0123456789abcdef')}`,
    }),
    response: nothing,
  },
];

/** A credential in use, with the JSON of its `userIdentity`, and how its exchange looked if it had one. */
interface Session {
  readonly identity: unknown;
  readonly ip: string;
  readonly agent: string;
  readonly region: string;
}

function makeSession(random: Random, atMs: number): Session {
  const common = {
    ip: `192.0.2.${random.below(256)}`,
    agent: random.pick(agents),
    region: random.pick(regions),
  };
  if (random.chance(0.15)) {
    const userName = random.pick(['ci-legacy', 'alice', 'backup']);
    return {
      ...common,
      identity: {
        type: 'IAMUser',
        principalId: `AIDA${'EXAMPLE'.padEnd(17, userName.slice(0, 1).toUpperCase())}`,
        arn: `arn:aws:iam::${account}:user/${userName}`,
        accountId: account,
        accessKeyId: `AKIA${'EXAMPLE'.padEnd(16, userName.slice(0, 1).toUpperCase())}`,
        userName,
      },
    };
  }
  if (random.chance(0.1))
    return {
      ...common,
      identity: { type: 'AWSService', invokedBy: random.pick(['ec2.amazonaws.com', 'lambda.amazonaws.com']) },
    };
  const role = random.pick(['deploy', 'node', 'reader', 'release', 'terraform-plan', 'terraform-apply']);
  const roleId = `AROA${role.toUpperCase().replace('-', '').padEnd(17, 'X')}`;
  const name = role === 'node' ? `i-0${random.text(16, '0123456789abcdef')}` : 'GitHubActions';
  return {
    ...common,
    identity: {
      type: 'AssumedRole',
      principalId: `${roleId}:${name}`,
      arn: `arn:aws:sts::${account}:assumed-role/${role}/${name}`,
      accountId: account,
      accessKeyId: `ASIA${random.text(16, upperCase)}`,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: roleId,
          arn: `arn:aws:iam::${account}:role/ci/${role}`,
          accountId: account,
          userName: role,
        },
        ...(role === 'node'
          ? {}
          : {
              webIdFederationData: {
                federatedProvider: `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`,
                attributes: {},
              },
            }),
        attributes: { creationDate: isoTime(atMs), mfaAuthenticated: 'false' },
      },
    },
  };
}

const isoTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

function makeExchange(random: Random, atMs: number): unknown {
  const provider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;
  const subject = `repo:acme/${random.pick(['shop', 'infra', 'mail', 'site'])}:ref:refs/heads/${random.pick(['main', 'release', 'feature/a'])}`;
  const role = random.pick(['deploy', 'reader', 'release']);
  return {
    eventVersion: '1.08',
    userIdentity: {
      type: 'WebIdentityUser',
      principalId: `${provider}:sts.amazonaws.com:${subject}`,
      userName: subject,
      identityProvider: provider,
    },
    eventTime: isoTime(atMs),
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRoleWithWebIdentity',
    awsRegion: 'eu-central-1',
    sourceIPAddress: `192.0.2.${random.below(256)}`,
    userAgent: `aws-sdk-js/3.699.0 configure-aws-credentials-for-github-actions md/run_id#${random.text(10, '123456789')} md/attempt#1`,
    requestParameters: {
      roleArn: `arn:aws:iam::${account}:role/ci/${role}`,
      roleSessionName: 'GitHubActions',
      durationSeconds: 3600,
    },
    responseElements: {
      credentials: {
        accessKeyId: `ASIA${random.text(16, upperCase)}`,
        sessionToken: random.text(700, base64),
        expiration: 'Nov 2, 2026, 1:00:00 AM',
      },
      subjectFromWebIdentityToken: subject,
      assumedRoleUser: {
        assumedRoleId: 'AROAEXAMPLEEXAMPLE123:GitHubActions',
        arn: `arn:aws:sts::${account}:assumed-role/${role}/GitHubActions`,
      },
      provider,
      audience: 'sts.amazonaws.com',
    },
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly: true,
    resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: `arn:aws:iam::${account}:role/ci/${role}` }],
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: 'sts.eu-central-1.amazonaws.com',
    },
  };
}

function makeCall(random: Random, session: Session, call: Call, atMs: number): unknown {
  const isRefused = random.chance(0.03);
  const region = session.region;
  return {
    eventVersion: '1.11',
    userIdentity: session.identity,
    eventTime: isoTime(atMs),
    eventSource: call.source,
    eventName: call.name,
    awsRegion: region,
    sourceIPAddress: session.ip,
    userAgent: session.agent,
    ...(isRefused
      ? { errorCode: 'AccessDenied', errorMessage: `User is not authorized to perform: ${call.name}` }
      : {}),
    requestParameters: call.request(random),
    responseElements: isRefused ? null : call.response(random),
    ...(call.source === 's3.amazonaws.com'
      ? {
          additionalEventData: {
            SignatureVersion: 'SigV4',
            CipherSuite: 'TLS_AES_128_GCM_SHA256',
            bytesTransferredIn: 0,
            AuthenticationMethod: 'AuthHeader',
            'x-amz-id-2': random.text(76, base64),
            bytesTransferredOut: random.below(1e6),
          },
        }
      : {}),
    requestID: random.uuid(),
    eventID: random.uuid(),
    readOnly: call.isReadOnly,
    ...(call.resource === undefined
      ? {}
      : { resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: call.resource(random) }] }),
    eventType: 'AwsApiCall',
    managementEvent: call.source !== 's3.amazonaws.com',
    recipientAccountId: account,
    eventCategory: call.source === 's3.amazonaws.com' ? 'Data' : 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${call.source.split('.')[0]}.${region}.amazonaws.com`,
    },
  };
}

/**
 * Deliveries of a made-up account: sessions that make a few kinds of calls in bursts, exchanges, refusals, a few long-lived keys.
 * **shape**: the same seed and size give the same bytes; sizes of deliveries spread over three orders of magnitude.
 */
export function* generateDeliveries(options: {
  readonly seed: number;
  readonly jsonBytes: number;
}): Generator<Delivery> {
  const random = new Random(options.seed);
  let left = options.jsonBytes;
  let atMs = startAt;
  let sessions = Array.from({ length: 1000 }, () => makeSession(random, atMs));
  while (left > 0) {
    const target = Math.min(left, Math.floor(10_000 * 10 ** (random.next() * 2.7)));
    const parts: string[] = [];
    let size = 0;
    while (size < target) {
      const session = random.pickEvenly(sessions);
      const call = random.pickEvenly(calls);
      const burst = random.chance(0.3) ? 1 + random.below(6) : 1;
      for (let i = 0; i < burst; i += 1) {
        const record = random.chance(0.02) ? makeExchange(random, atMs) : makeCall(random, session, call, atMs);
        const text = JSON.stringify(record);
        parts.push(text);
        size += text.length + 1;
        if (random.chance(0.3)) atMs += random.below(3) * 1000;
      }
    }
    if (random.chance(0.5))
      sessions = sessions.map((session) => (random.chance(0.2) ? makeSession(random, atMs) : session));
    const json = `{"Records":[${parts.join(',')}]}`;
    const day = new Date(atMs).toISOString();
    const stamp = `${day.slice(0, 4)}${day.slice(5, 7)}${day.slice(8, 10)}T${day.slice(11, 13)}${day.slice(14, 16)}Z`;
    const file = `${account}_CloudTrail_eu-central-1_${stamp}_${random.text(16, `${upperCase}abcdefgh`)}.json.gz`;
    yield {
      key: `AWSLogs/${account}/CloudTrail/eu-central-1/${day.slice(0, 10).replaceAll('-', '/')}/${file}`,
      bytes: gzipSync(json, { level: 6 }),
      jsonBytes: Buffer.byteLength(json),
      records: parts.length,
    };
    left -= json.length;
  }
}

import { assumedRoleArn, type Credential, noOrigin, type Role, roleArn, roleSession } from './credential.ts';
import type { MadeEvent, OriginTruth } from './event.ts';
import { createUuid, type Random } from './random.ts';
import { type Recorder, truthOf } from './recorder.ts';

/** Events that were recorded, and the credential that came of them. */
export interface Exchange {
  readonly events: readonly MadeEvent[];
  readonly credential: Credential;
}

/** Where and from what an exchange is made. `isMissing`: it happens, but the trail never delivers it. */
export interface ExchangePlace {
  readonly at: Date;
  readonly region: string;
  readonly ip: string;
  readonly agent: string;
  readonly isLate?: boolean;
  readonly isMissing?: boolean;
}

/** A job's token and the role that it asks for. */
export interface WebIdentity {
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly role: Role;
  readonly sessionName: string;
  readonly durationSeconds?: number;
  readonly principalTags?: Readonly<Record<string, string>>;
}

const temporaryKey = (random: Random): string => `ASIA${random.text(16)}`;
const token = (random: Random): string =>
  `IQoJb3JpZ2luX2Vj${random.text(120, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/')}`;

/** CloudTrail's locale text for an expiration, in the two spellings it has had this year. */
function expirationText(at: Date, random: Random): string {
  const space = random.chance(0.5) ? '\u202f' : ' ';
  const day = at.toLocaleString('en-US', { timeZone: 'UTC', month: 'short', day: 'numeric', year: 'numeric' });
  const time = at.toLocaleString('en-US', { timeZone: 'UTC', hour: 'numeric', minute: '2-digit', second: '2-digit' });
  return `${day}, ${time.replace(/\s/g, space)}`;
}

const credentials = (random: Random, keyId: string, expiresAt: Date) => ({
  accessKeyId: keyId,
  sessionToken: token(random),
  expiration: expirationText(expiresAt, random),
});

const later = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);

export const providerArn = (accountId: string, issuer: string): string =>
  `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;

/** AssumeRoleWithWebIdentity that succeeds. Without a recorded exchange only the issuer of its calls can be known. */
export function exchangeWebIdentity(recorder: Recorder, token: WebIdentity, place: ExchangePlace): Exchange {
  const { random } = recorder;
  const { role, sessionName, durationSeconds } = token;
  const provider = providerArn(role.accountId, token.issuer);
  const keyId = temporaryKey(random);
  const origin: OriginTruth = {
    originKind: 'web_identity',
    originSubject: token.subject,
    originIssuer: token.issuer,
    originKeyId: null,
  };
  const event = recorder.record(
    webIdentityUser(token, provider),
    {
      ...webIdentityCall(token, place),
      response: {
        credentials: credentials(random, keyId, later(place.at, durationSeconds ?? 3600)),
        subjectFromWebIdentityToken: token.subject,
        assumedRoleUser: { assumedRoleId: `${role.id}:${sessionName}`, arn: assumedRoleArn(role, sessionName) },
        provider,
        audience: token.audience,
      },
    },
    truthOf(origin, 0, 'direct'),
  );
  const isMissing = place.isMissing === true;
  const credential = roleSession({
    role,
    sessionName,
    keyId,
    createdAt: place.at,
    federatedProvider: provider,
    origin: isMissing ? { ...origin, originSubject: null } : origin,
    depth: isMissing ? null : 1,
    attribution: isMissing ? 'context' : 'session',
  });
  return { events: isMissing ? [] : [event], credential };
}

/** AssumeRoleWithWebIdentity that the trust policy refuses. */
export function refuseWebIdentity(recorder: Recorder, token: WebIdentity, place: ExchangePlace): MadeEvent {
  const provider = providerArn(token.role.accountId, token.issuer);
  return recorder.record(
    webIdentityUser(token, provider),
    { ...webIdentityCall(token, place), error: { code: 'AccessDenied', message: 'An unknown error occurred' } },
    truthOf(
      { originKind: 'web_identity', originSubject: token.subject, originIssuer: token.issuer, originKeyId: null },
      0,
      'direct',
    ),
  );
}

const webIdentityUser = (token: WebIdentity, provider: string) => ({
  type: 'WebIdentityUser',
  principalId: `${provider}:${token.audience}:${token.subject}`,
  userName: token.subject,
  identityProvider: provider,
});

function webIdentityCall(token: WebIdentity, place: ExchangePlace) {
  const { role, sessionName, durationSeconds, principalTags } = token;
  return {
    ...place,
    isLate: place.isLate === true,
    accountId: role.accountId,
    source: 'sts.amazonaws.com',
    name: 'AssumeRoleWithWebIdentity',
    readOnly: true,
    request: {
      roleArn: roleArn(role),
      roleSessionName: sessionName,
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
      ...(principalTags === undefined ? {} : { principalTags, transitiveTagKeys: Object.keys(principalTags) }),
    },
    resources: [{ ARN: roleArn(role), accountId: role.accountId, type: 'AWS::IAM::Role' }],
    extra: {
      additionalEventData: {
        identityProviderConnectionVerificationMethod: 'IAMTrustStore',
        RequestDetails: { awsServingRegion: place.region, endpointType: 'regional' },
      },
    },
  };
}

/** AssumeRole by a credential; across accounts it is recorded in both, and only the caller's copy knows the key. */
export function assumeRole(
  recorder: Recorder,
  caller: Credential,
  target: { readonly role: Role; readonly sessionName: string; readonly durationSeconds?: number },
  place: ExchangePlace,
): Exchange {
  const { random } = recorder;
  const { role, sessionName, durationSeconds } = target;
  const keyId = temporaryKey(random);
  const isCrossAccount = role.accountId !== caller.accountId;
  const shared = createUuid(random);
  const plan = {
    ...place,
    isLate: place.isLate === true,
    source: 'sts.amazonaws.com',
    name: 'AssumeRole',
    readOnly: true,
    request: {
      roleArn: roleArn(role),
      roleSessionName: sessionName,
      ...(durationSeconds === undefined ? {} : { durationSeconds }),
    },
    response: {
      credentials: credentials(random, keyId, later(place.at, durationSeconds ?? 3600)),
      assumedRoleUser: { assumedRoleId: `${role.id}:${sessionName}`, arn: assumedRoleArn(role, sessionName) },
    },
    resources: [{ ARN: roleArn(role), accountId: role.accountId, type: 'AWS::IAM::Role' }],
    ...(isCrossAccount ? { sharedEventId: shared } : {}),
  };
  const events = [recorder.call(caller, { ...plan, accountId: caller.accountId })];
  if (isCrossAccount) {
    const attribution =
      caller.attribution === 'context' || caller.attribution === 'none' ? caller.attribution : 'shared_event';
    events.push(
      recorder.record(
        { type: 'AWSAccount', principalId: principalIdOf(caller), accountId: caller.accountId },
        { ...plan, accountId: role.accountId },
        truthOf(caller.origin, caller.depth, attribution),
      ),
    );
  }
  return {
    events,
    credential: roleSession({
      role,
      sessionName,
      keyId,
      createdAt: place.at,
      origin: caller.origin,
      depth: caller.depth === null ? null : caller.depth + 1,
      attribution: attributionBehind(caller),
    }),
  };
}

const principalIdOf = (caller: Credential): unknown => caller.identity()['principalId'];

/** What calls of a session are called whose exchange this caller made. */
export function attributionBehind(caller: Credential): string {
  if (caller.attribution === 'context' || caller.attribution === 'none') return caller.attribution;
  return caller.depth === 0 ? 'session' : 'chain';
}

/** A role that an AWS service takes for itself. EC2 says no duration and gets six hours. */
export function assumeRoleByService(
  recorder: Recorder,
  service: string,
  target: { readonly role: Role; readonly sessionName: string; readonly hours: number },
  place: ExchangePlace,
): Exchange {
  const { random } = recorder;
  const { role, sessionName, hours } = target;
  const keyId = temporaryKey(random);
  const origin: OriginTruth = { ...noOrigin, originKind: 'aws_service' };
  const event = recorder.record(
    { type: 'AWSService', invokedBy: service },
    {
      ...place,
      isLate: false,
      accountId: role.accountId,
      ip: service,
      agent: service,
      source: 'sts.amazonaws.com',
      name: 'AssumeRole',
      readOnly: true,
      sharedEventId: createUuid(random),
      request: { roleArn: roleArn(role), roleSessionName: sessionName },
      response: {
        credentials: credentials(random, keyId, later(place.at, hours * 3600)),
        assumedRoleUser: { assumedRoleId: `${role.id}:${sessionName}`, arn: assumedRoleArn(role, sessionName) },
      },
      resources: [{ ARN: roleArn(role), accountId: role.accountId, type: 'AWS::IAM::Role' }],
    },
    truthOf(origin, 0, 'direct'),
  );
  const credential = roleSession({
    role,
    sessionName,
    keyId,
    createdAt: place.at,
    origin,
    depth: 1,
    attribution: 'session',
  });
  return { events: [event], credential };
}

/** GetSessionToken: the user stays the user, with a temporary key. */
export function getSessionToken(recorder: Recorder, caller: Credential, place: ExchangePlace): Exchange {
  const keyId = temporaryKey(recorder.random);
  const event = recorder.call(caller, {
    ...place,
    isLate: place.isLate === true,
    accountId: caller.accountId,
    source: 'sts.amazonaws.com',
    name: 'GetSessionToken',
    readOnly: false,
    request: { durationSeconds: 43_200 },
    response: { credentials: credentials(recorder.random, keyId, later(place.at, 43_200)) },
  });
  const credential: Credential = {
    ...caller,
    keyId,
    depth: caller.depth === null ? null : caller.depth + 1,
    attribution: attributionBehind(caller),
    createdAt: place.at,
    identity: () => ({
      ...caller.identity(),
      accessKeyId: keyId,
      sessionContext: { attributes: { creationDate: event.record['eventTime'], mfaAuthenticated: 'false' } },
    }),
  };
  return { events: [event], credential };
}

/** GetFederationToken: a federated user named by the caller. */
export function getFederationToken(
  recorder: Recorder,
  caller: Credential,
  name: string,
  place: ExchangePlace,
): Exchange {
  const keyId = temporaryKey(recorder.random);
  const arn = `arn:aws:sts::${caller.accountId}:federated-user/${name}`;
  const principalId = `${caller.accountId}:${name}`;
  const event = recorder.call(caller, {
    ...place,
    isLate: place.isLate === true,
    accountId: caller.accountId,
    source: 'sts.amazonaws.com',
    name: 'GetFederationToken',
    readOnly: false,
    request: {
      name,
      policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
    },
    response: {
      credentials: credentials(recorder.random, keyId, later(place.at, 43_200)),
      federatedUser: { federatedUserId: principalId, arn },
      packedPolicySize: 4,
    },
  });
  const user = caller.identity();
  const credential: Credential = {
    ...caller,
    keyId,
    principalArn: arn,
    depth: caller.depth === null ? null : caller.depth + 1,
    attribution: attributionBehind(caller),
    createdAt: place.at,
    identity: () => ({
      type: 'FederatedUser',
      principalId,
      arn,
      accountId: caller.accountId,
      accessKeyId: keyId,
      sessionContext: {
        sessionIssuer: {
          type: 'IAMUser',
          principalId: user['principalId'],
          arn: user['arn'],
          accountId: caller.accountId,
          userName: user['userName'],
        },
        attributes: { creationDate: event.record['eventTime'], mfaAuthenticated: 'false' },
      },
    }),
  };
  return { events: [event], credential };
}

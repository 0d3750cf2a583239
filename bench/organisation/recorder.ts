import { type Credential, instantText } from './credential.ts';
import type { EventTruth, MadeEvent, OriginTruth, RawRecord } from './event.ts';
import { createUuid, type Random } from './random.ts';

/** One call as its maker describes it. */
export interface CallPlan {
  readonly at: Date;
  readonly accountId: string;
  readonly region: string;
  readonly source: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly ip: string;
  readonly agent: string;
  readonly request?: unknown;
  readonly response?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly resources?: readonly { readonly ARN: string; readonly accountId: string; readonly type: string }[];
  readonly sharedEventId?: string;
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly isLate?: boolean;
}

/** Makes records with the members that CloudTrail writes, and their truth beside them. */
export interface Recorder {
  readonly random: Random;
  /** A call signed by a credential. `isKeyless`: a service makes it for the credential's session. */
  call(credential: Credential, plan: CallPlan, options?: { invokedBy?: string; isKeyless?: boolean }): MadeEvent;
  /** A call of any other caller. */
  record(identity: unknown, plan: CallPlan, truth: Omit<EventTruth, 'eventId' | 'recipientAccountId'>): MadeEvent;
}

const eventVersions = ['1.08', '1.09', '1.10', '1.11'];
/** IAM has one region; its events and those of the global STS endpoint are recorded there. */
const globalSources = new Set(['iam.amazonaws.com', 'organizations.amazonaws.com']);

/** A recorder whose ids come from one source of chance. */
export function createRecorder(random: Random): Recorder {
  const record: Recorder['record'] = (identity, plan, truth) => {
    const eventVersion = plan.source === 'sts.amazonaws.com' ? '1.08' : random.pick(eventVersions);
    const eventId = createUuid(random);
    const region = globalSources.has(plan.source) ? 'us-east-1' : plan.region;
    const raw: RawRecord = {
      eventVersion,
      ...(identity === undefined
        ? {}
        : { userIdentity: typeof identity === 'function' ? identity(eventVersion) : identity }),
      eventTime: instantText(plan.at),
      eventSource: plan.source,
      eventName: plan.name,
      awsRegion: region,
      sourceIPAddress: plan.ip,
      userAgent: plan.agent,
      ...(plan.error === undefined ? {} : { errorCode: plan.error.code, errorMessage: plan.error.message }),
      requestParameters: plan.request ?? null,
      responseElements: plan.response ?? null,
      requestID: createUuid(random),
      eventID: eventId,
      readOnly: plan.readOnly,
      ...(plan.resources === undefined ? {} : { resources: plan.resources }),
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: plan.accountId,
      ...(plan.sharedEventId === undefined ? {} : { sharedEventID: plan.sharedEventId }),
      eventCategory: 'Management',
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: `${plan.source.split('.')[0]}.${region}.amazonaws.com`,
      },
      ...plan.extra,
    };
    return {
      at: plan.at,
      accountId: plan.accountId,
      region,
      record: raw,
      truth: { ...truth, eventId, recipientAccountId: plan.accountId },
      ...(plan.isLate === true ? { isLate: true as const } : {}),
    };
  };
  return {
    random,
    record,
    call: (credential, plan, { invokedBy, isKeyless = false } = {}) =>
      record(
        (eventVersion: string) =>
          credential.identity({ eventVersion, isKeyless, ...(invokedBy === undefined ? {} : { invokedBy }) }),
        invokedBy === undefined ? plan : { ...plan, ip: invokedBy, agent: invokedBy },
        truthOf(
          credential.origin,
          credential.depth,
          isKeyless ? keylessAttribution(credential) : credential.attribution,
        ),
      ),
  };
}

/** The truth of a call without the ids that the recorder gives. */
export const truthOf = (
  origin: OriginTruth,
  chainDepth: number | null,
  attribution: string,
): Omit<EventTruth, 'eventId' | 'recipientAccountId'> => ({ ...origin, chainDepth, attribution });

/** A call without a key is linked through its principal, unless nothing is known of its session at all. */
const keylessAttribution = ({ attribution }: Credential): string =>
  attribution === 'context' || attribution === 'none' ? attribution : 'principal';

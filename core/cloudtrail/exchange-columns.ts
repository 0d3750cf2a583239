import type { IssuerFamilies } from '../origin/issuer.ts';
import { parsePodIdentity } from '../origin/pod-identity.ts';
import { parseRunIdentity } from '../origin/run-identity.ts';
import { parseSubject, type SubjectColumns } from '../origin/subject.ts';
import { findRoleId, type IdentityText } from './caller-columns.ts';
import { ExchangeWords } from './exchange-words.ts';
import { parseExpiration } from './expiration-text.ts';
import { deriveFederation, type Federation } from './federation.ts';
import type { Instant } from './instant.ts';

/** The event that issues a credential, by service and name, as `exchange_kind` calls it. */
const exchangeKinds: Readonly<Record<string, string>> = {
  'sts.amazonaws.com AssumeRoleWithWebIdentity': 'web_identity',
  'sts.amazonaws.com AssumeRole': 'assume_role',
  'sts.amazonaws.com AssumeRoleWithSAML': 'saml',
  'sts.amazonaws.com GetSessionToken': 'session_token',
  'sts.amazonaws.com GetFederationToken': 'federation_token',
  'sts.amazonaws.com AssumeRoot': 'assume_root',
  'signin.amazonaws.com GetSigninToken': 'signin_token',
  'eks-auth.amazonaws.com AssumeRoleForPodIdentity': 'pod_identity',
};

/** Seconds that a credential lives when nobody says, by kind. **source**: STS API reference, `DurationSeconds`. */
const lifetimeDefault = 3600;
const lifetimes: Readonly<Record<string, number>> = {
  session_token: 43200,
  federation_token: 43200,
  signin_token: 43200,
  assume_root: 900,
};
const sources = new Set(Object.keys(exchangeKinds).map((name) => name.split(' ', 1)[0]));
/** The service that asks for the role of an EKS pod, and says in tags which pod it is. */
const podService = 'pods.eks.amazonaws.com';

/** What one event says besides its caller. `request` and `response` are parsed JSON, or null. */
export interface ExchangeEvent {
  readonly exchangeKind: string;
  readonly eventTime: Instant;
  readonly errorCode: string | null;
  readonly userAgent: string | null;
  readonly request: unknown;
  readonly response: unknown;
  readonly caller: IdentityText;
}

/** The exchange and CI columns of `staged_events`. */
export interface ExchangeColumns extends Partial<SubjectColumns> {
  readonly exchange_kind: string;
  readonly issued_key_id: string | null;
  readonly issued_principal_arn: string | null;
  readonly issued_principal_id: string | null;
  readonly requested_role_arn: string | null;
  readonly requested_session_name: string | null;
  readonly requested_source_identity: string | null;
  readonly duration_seconds: number | null;
  readonly expires_at: Instant | null;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly principal_tags: string | null;
  readonly ci_run_id: string | null;
  readonly ci_run_id_source: string | null;
  /** Values that were not what they should be. */
  readonly oddValues: number;
}

/** Works out the CI columns of a token, with the tags (JSON text) that came with it. */
export type SubjectParser = (token: Federation & { readonly principalTags?: string | null }) => SubjectColumns;

/** Tokens remembered at a time. A pipeline's comes again with every run, and a memory that starts over costs little. */
const subjectsRemembered = 10_000;

/** A parser that remembers what it has worked out. */
export function createSubjectParser(families: IssuerFamilies): SubjectParser {
  const known = new Map<string, SubjectColumns>();
  return ({ issuer, subject, audience, principalTags = null }) => {
    const key = JSON.stringify([issuer, subject, audience, principalTags]);
    const found = known.get(key);
    if (found !== undefined) return found;
    if (known.size >= subjectsRemembered) known.clear();
    const columns = parseSubject({ issuer, subject, audience, principalTags, families });
    known.set(key, columns);
    return columns;
  };
}

/** The kind of exchange that an event is, null for all others. */
export function findExchangeKind(eventSource: string | null, eventName: string | null): string | null {
  if (eventSource === null || !sources.has(eventSource)) return null;
  const name = `${eventSource} ${eventName}`;
  return Object.hasOwn(exchangeKinds, name) ? (exchangeKinds[name] ?? null) : null;
}

/** Identity Center takes its roles by SAML, on a path that AWS reserves for it. */
export const isPermissionSet = ({ exchange_kind, requested_role_arn }: ExchangeColumns): boolean =>
  exchange_kind === 'saml' && requested_role_arn?.includes(':role/aws-reserved/sso.amazonaws.com/') === true;

/**
 * Works out what an exchange says about the credential that it issued or refused.
 * **shape**: null for a sign-in that shows no key of its own: nothing could be linked to it.
 * **errors**: never throws; what the event does not say is null.
 */
export function deriveExchange(event: ExchangeEvent, parseSubjectOf: SubjectParser): ExchangeColumns | null {
  const said = new ExchangeWords(event);
  const issuedKey = said.text('issued_key_id');
  if (event.exchangeKind === 'signin_token' && (issuedKey === null || issuedKey === event.caller.access_key_id))
    return null;
  const isRefused = event.errorCode !== null;
  const federation = deriveFederation(event, said);
  const principalTags = said.tags('session_tags') ?? said.json('principal_tags');
  const sessionName =
    event.exchangeKind === 'federation_token' ? said.text('federated_user_name') : said.text('requested_session_name');
  const principalId = said.text('issued_principal_id');
  const ci = deriveCi(event, { ...federation, userAgent: event.userAgent, sessionName, principalTags }, parseSubjectOf);
  return {
    exchange_kind: event.exchangeKind,
    issued_key_id: isRefused ? null : issuedKey,
    issued_principal_arn: isRefused ? null : issuedArn(event, said, sessionName),
    issued_principal_id: isRefused || findRoleId(principalId) === null ? null : principalId,
    requested_role_arn: said.text('requested_role_arn'),
    requested_session_name: sessionName,
    requested_source_identity: said.text('requested_source_identity') ?? said.text('answered_source_identity'),
    duration_seconds: said.seconds('duration_seconds'),
    expires_at: isRefused ? null : expiresAt(event, said),
    ...federation,
    principal_tags: principalTags,
    ...ci,
    oddValues: said.odd.size,
  };
}

function issuedArn(
  { exchangeKind, caller }: ExchangeEvent,
  said: ExchangeWords,
  sessionName: string | null,
): string | null {
  if (exchangeKind === 'session_token' || exchangeKind === 'signin_token') return caller.principal_arn;
  if (exchangeKind === 'assume_root') return rootArn(said.text('target_principal'));
  if (exchangeKind === 'federation_token') return said.text('federated_user_arn');
  return said.text('issued_principal_arn') ?? assumedRoleArn(said.text('requested_role_arn'), sessionName);
}

/** The ARN that calls of a role's session show: the role's path is not in it. */
function assumedRoleArn(roleArn: string | null, sessionName: string | null): string | null {
  const match = /^arn:([^:]+):iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(roleArn ?? '');
  if (match === null || sessionName === null) return null;
  const [, partition, account, name] = match;
  return `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`;
}

/** The target is written as an account or as the ARN of its root user. */
const rootArn = (target: string | null): string | null =>
  target !== null && /^\d{12}$/.test(target) ? `arn:aws:iam::${target}:root` : target;

/** The lifetime asked for goes before the written expiry, which is locale text. */
function expiresAt({ exchangeKind, eventTime }: ExchangeEvent, said: ExchangeWords): Instant {
  const after = (seconds: number): Instant => ({ seconds: eventTime.seconds + seconds, micros: eventTime.micros });
  const asked = said.seconds('duration_seconds');
  if (asked !== null) return after(asked);
  const written = parseExpiration(said.text('expiration') ?? '');
  return written ?? after(lifetimes[exchangeKind] ?? lifetimeDefault);
}

const noCi = { ci_run_id: null, ci_run_id_source: null };

interface CiQuestion extends Federation {
  readonly userAgent: string | null;
  readonly sessionName: string | null;
  readonly principalTags: string | null;
}

function deriveCi(
  { exchangeKind, caller }: ExchangeEvent,
  { subject, issuer, audience, userAgent, sessionName, principalTags }: CiQuestion,
  parseSubjectOf: SubjectParser,
): Partial<SubjectColumns> & { readonly ci_run_id: string | null; readonly ci_run_id_source: string | null } {
  if (exchangeKind === 'assume_role' && caller.invoked_by === podService)
    return { ...noCi, ...parsePodIdentity(principalTags) };
  if (exchangeKind !== 'web_identity') return noCi;
  const columns = parseSubjectOf({ issuer, subject, audience, principalTags });
  const run = parseRunIdentity({ platform: columns.ci_platform, userAgent, sessionName, principalTags });
  return { ...columns, ci_run_id: run.runId, ci_run_id_source: run.source };
}

import { normaliseIssuer } from '../origin/issuer.ts';
import type { IdentityText } from './caller-columns.ts';
import type { ExchangeWords } from './exchange-words.ts';

/** What a web identity's token says of itself. Null where the event does not tell. */
export interface Federation {
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
}

type FederatedCaller = Pick<IdentityText, 'identity_provider' | 'user_name' | 'principal_id'>;

/**
 * Works out whose token was exchanged.
 * **source**: recorded events: a refused exchange has no response, but its caller still names provider, audience and subject.
 */
export function deriveFederation(
  { exchangeKind, caller }: { readonly exchangeKind: string; readonly caller: FederatedCaller },
  said: ExchangeWords,
): Federation {
  const subject = said.text('subject');
  const issuer = said.text('issuer');
  const audience = said.text('audience');
  if (exchangeKind === 'saml') return { subject, issuer, audience };
  if (exchangeKind !== 'web_identity') return { subject: null, issuer: null, audience: null };
  const provider = caller.identity_provider ?? said.text('web_identity_provider');
  const known = said.text('web_identity_subject') ?? caller.user_name;
  const split = splitPrincipalId(caller.principal_id, { provider, audience, subject: known });
  return { ...split, issuer: provider === null ? null : normaliseIssuer(provider) };
}

/**
 * A web identity's principal id is provider, audience and subject with colons between them, and colons in each: one of audience and
 * subject can be told only when the other is known.
 */
function splitPrincipalId(
  principalId: string | null,
  known: { readonly provider: string | null; readonly audience: string | null; readonly subject: string | null },
): { readonly subject: string | null; readonly audience: string | null } {
  const { provider, audience, subject } = known;
  if (principalId === null || provider === null || !principalId.startsWith(`${provider}:`))
    return { subject, audience };
  const rest = principalId.slice(provider.length + 1);
  if (subject === null && audience !== null && rest.startsWith(`${audience}:`)) {
    return { subject: rest.slice(audience.length + 1) || null, audience };
  }
  if (audience === null && subject !== null && rest.endsWith(`:${subject}`)) {
    return { subject, audience: rest.slice(0, -subject.length - 1) || null };
  }
  return { subject, audience };
}

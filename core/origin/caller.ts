import { classifyAccessKey } from './access-key.ts';
import type { OriginKind } from './origin-kind.ts';

/** The parts of one record that say who called; null where the record does not say. */
export interface CallerFields {
  readonly type: string | null;
  readonly accessKeyId: string | null;
  readonly principalId: string | null;
  readonly principalArn: string | null;
  readonly issuerType: string | null;
  readonly issuerArn: string | null;
  readonly invokedBy: string | null;
  readonly federatedProvider: string | null;
  readonly eventType: string | null;
  readonly eventSource: string | null;
  readonly isConsoleSession: boolean;
  readonly isAssumedRoot: boolean;
}

/**
 * What one record alone proves of its caller.
 * **shape**: `isLinkable` when its credential was issued by STS, so that a recorded exchange could say more than `kind`.
 */
export interface CallerClass {
  readonly kind: OriginKind;
  readonly isLinkable: boolean;
}

const direct = (kind: OriginKind): CallerClass => ({ kind, isLinkable: false });
const linkable = (kind: OriginKind): CallerClass => ({ kind, isLinkable: true });

const consoleEvents = new Set(['awsconsolesignin', 'awsconsoleaction']);
const roleSession = /^AROA[A-Z0-9]+:/;

/** Classifies a caller by its record alone. Never throws, and never guesses: what is not proven is `unknown`. */
export function classifyCaller(fields: CallerFields): CallerClass {
  switch (fields.type) {
    case 'WebIdentityUser':
      return direct('web_identity');
    case 'SAMLUser':
      return direct('saml');
    case 'AWSService':
      return direct('aws_service');
    case 'IdentityCenterUser':
      return direct('identity_center');
    case 'Root':
      // Whatever key it signs with, the root user is the origin, but for the sessions that administrators take of it.
      return fields.isAssumedRoot ? linkable('root_user') : direct('root_user');
    case 'IAMUser':
      return classifyUser(fields);
    case 'FederatedUser':
      // Only the long-lived key of a user can ask for such a session.
      return linkable(fields.issuerType === 'IAMUser' ? 'access_key' : 'unknown');
    case 'AssumedRole':
      return linkable(classifyRole(fields));
    case 'AWSAccount':
      return { kind: 'external_account', isLinkable: roleSession.test(fields.principalId ?? '') };
    case null:
      return direct(isServiceEvent(fields) ? 'aws_service' : 'unknown');
    default:
      return direct('unknown');
  }
}

function classifyUser(fields: CallerFields): CallerClass {
  if (classifyAccessKey(fields.accessKeyId) === 'long_term') return direct('access_key');
  if (fields.isConsoleSession || consoleEvents.has(fields.eventType?.toLowerCase() ?? '')) return direct('console');
  return linkable('unknown');
}

/** What a role's name and path tell of who can hold its sessions. Both paths are reserved by AWS. */
function classifyRole(fields: CallerFields): OriginKind {
  const role = fields.issuerArn ?? '';
  if (role.includes(':role/aws-service-role/')) return 'aws_service';
  const name = /:assumed-role\/([^/]+)/.exec(fields.principalArn ?? '')?.[1] ?? role.slice(role.lastIndexOf('/') + 1);
  if (role.includes(':role/aws-reserved/sso.amazonaws.com/') || name.startsWith('AWSReservedSSO_'))
    return 'identity_center';
  if (fields.federatedProvider !== null)
    return fields.federatedProvider.includes(':saml-provider/') ? 'saml' : 'web_identity';
  return fields.isConsoleSession ? 'console' : 'unknown';
}

const isServiceEvent = (fields: CallerFields): boolean =>
  fields.invokedBy !== null || fields.eventType?.toLowerCase() === 'awsserviceevent';

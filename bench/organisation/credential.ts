import type { OriginTruth } from './event.ts';

/**
 * Something that can sign calls, and what it really goes back to.
 * **shape**: `identity` gives `userIdentity` for a call, `invokedBy` set where a service calls for the credential;
 * `depth` and `attribution` are those of calls made with it; `createdAt` is null for what was not issued by STS.
 */
export interface Credential {
  readonly keyId: string | null;
  readonly accountId: string;
  readonly principalArn: string | null;
  readonly origin: OriginTruth;
  readonly depth: number | null;
  readonly attribution: string;
  readonly createdAt: Date | null;
  identity(options?: {
    invokedBy?: string;
    isKeyless?: boolean;
    eventVersion?: string;
  }): Readonly<Record<string, unknown>>;
}

/** A role of the organisation. */
export interface Role {
  readonly accountId: string;
  readonly name: string;
  readonly path: string;
  readonly id: string;
}

export const roleArn = (role: Role): string => `arn:aws:iam::${role.accountId}:role${role.path}${role.name}`;
export const assumedRoleArn = (role: Role, session: string): string =>
  `arn:aws:sts::${role.accountId}:assumed-role/${role.name}/${session}`;

/** CloudTrail's spelling of an instant: whole seconds, UTC. */
export const instantText = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

export const noOrigin: OriginTruth = {
  originKind: 'unknown',
  originSubject: null,
  originIssuer: null,
  originKeyId: null,
};

/** An IAM user's long-lived key. */
export function longLivedKey(user: {
  accountId: string;
  name: string;
  path: string;
  id: string;
  keyId: string;
}): Credential {
  const arn = `arn:aws:iam::${user.accountId}:user${user.path}${user.name}`;
  return {
    keyId: user.keyId,
    accountId: user.accountId,
    principalArn: arn,
    origin: { ...noOrigin, originKind: 'access_key', originKeyId: user.keyId },
    depth: 0,
    attribution: 'direct',
    createdAt: null,
    identity: () => ({
      type: 'IAMUser',
      principalId: user.id,
      arn,
      accountId: user.accountId,
      accessKeyId: user.keyId,
      userName: user.name,
    }),
  };
}

/** A role session, with what its calls show. `federatedProvider` only where an OIDC provider issued it. */
export function roleSession(options: {
  readonly role: Role;
  readonly sessionName: string;
  readonly keyId: string;
  readonly createdAt: Date;
  readonly origin: OriginTruth;
  readonly depth: number | null;
  readonly attribution: string;
  readonly federatedProvider?: string;
  readonly isConsole?: boolean;
}): Credential {
  const { role, sessionName, keyId, createdAt } = options;
  const arn = assumedRoleArn(role, sessionName);
  return {
    keyId,
    accountId: role.accountId,
    principalArn: arn,
    origin: options.origin,
    depth: options.depth,
    attribution: options.attribution,
    createdAt,
    identity: ({ invokedBy, isKeyless = false, eventVersion = '1.11' } = {}) => ({
      type: 'AssumedRole',
      principalId: `${role.id}:${sessionName}`,
      arn,
      accountId: role.accountId,
      ...(isKeyless ? {} : { accessKeyId: keyId }),
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: role.id,
          arn: roleArn(role),
          accountId: role.accountId,
          userName: role.name,
        },
        ...(options.federatedProvider !== undefined
          ? { webIdFederationData: { federatedProvider: options.federatedProvider, attributes: {} } }
          : eventVersion === '1.08'
            ? { webIdFederationData: {} }
            : {}),
        attributes: { creationDate: instantText(createdAt), mfaAuthenticated: 'false' },
      },
      ...(options.isConsole === true ? { sessionCredentialFromConsole: 'true' } : {}),
      ...(invokedBy === undefined ? {} : { invokedBy }),
    }),
  };
}

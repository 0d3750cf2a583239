/**
 * Calls and sessions of one ISO week by what they go back to. Days are UTC. `sessions` are those that were granted, `repositories`
 * those that got one.
 */
export interface ReportWeek {
  readonly name: string;
  readonly startOn: string;
  readonly calls: Readonly<Record<string, number>>;
  readonly sessions: Readonly<Record<string, number>>;
  readonly unattributed: number;
  readonly keys: number;
  readonly repositories: number;
}

/**
 * What CI did in the reported week in one account, or for one owner.
 * **shape**: `federatedCalls` go back to an OIDC token, `keyCalls` to a long-lived key; the sessions likewise. `shareBefore` is
 * the share of federated calls in the week before, null where there were none. `name` is null for what nobody is named for.
 */
export interface ReportShare {
  readonly name: string | null;
  readonly federatedCalls: number;
  readonly keyCalls: number;
  readonly federatedSessions: number;
  readonly keySessions: number;
  readonly keys: number;
  readonly shareBefore: number | null;
}

/** `in_use`: this week. `quiet`: earlier in the window. `ready`: quiet for long enough, here and in the inventory. */
export const keyStates = ['in_use', 'quiet', 'ready'] as const;
export type KeyState = (typeof keyStates)[number];

/** A role that OIDC sessions take and that does what a key does: `overlap` is the share of the key's actions, 0 to 1. */
export interface Counterpart {
  readonly roleArn: string;
  readonly repository: string | null;
  readonly overlap: number;
}

/**
 * A long-lived key that was used in the window. `weekCalls` are those of the reported week.
 * `agent` is the last user agent (of several in one second the last by name), `ciProduct` what the signals point to; `inventoryUsedAt` is the last use that a credential
 * report knows of for the key's user, null where there is no report or it knows of none.
 */
export interface ReportKey {
  readonly keyId: string;
  readonly principal: string | null;
  readonly use: string | null;
  readonly owner: string | null;
  readonly state: KeyState;
  readonly directCalls: number;
  readonly sessionCalls: number;
  readonly weekCalls: number;
  readonly roles: string;
  readonly services: string;
  readonly actions: string;
  readonly addresses: string;
  readonly agent: string | null;
  readonly ciProduct: string | null;
  readonly counterpart: Counterpart | null;
  readonly inventoryUsedAt: string | null;
  readonly firstEventAt: string;
  readonly lastEventAt: string;
}

/**
 * A key of the credential report that no trail has seen in the window.
 * **shape**: the report does not name key ids: `user` and `slot` (1 or 2) do. `lastUsedAt` null: never, as far as AWS knows.
 */
export interface DormantKey {
  readonly user: string;
  readonly slot: number;
  readonly rotatedAt: string | null;
  readonly lastUsedAt: string | null;
  readonly lastUsedService: string | null;
}

/** What goes the wrong way: a key that is new, one that is back after weeks of silence, a repository that uses a key again. */
export const regressionKinds = ['key_new', 'key_back', 'repository_fell_back'] as const;
export type RegressionKind = (typeof regressionKinds)[number];

/** `detail` says since when, or beside what. `at` is the moment it was first seen in the reported week. */
export interface Regression {
  readonly kind: RegressionKind;
  readonly name: string;
  readonly principal: string | null;
  readonly owner: string | null;
  readonly detail: string;
  readonly at: string;
}

/** A repository, workspace or service account that federated in the window. */
export interface ReportSubject {
  readonly platform: string | null;
  readonly organization: string | null;
  readonly repository: string | null;
  readonly issuer: string | null;
  readonly sessions: number;
  readonly calls: number;
  readonly writes: number;
  readonly refs: string;
  readonly environments: string;
  readonly roles: string;
  readonly lastSessionAt: string;
}

/** Exchanges that AWS refused. */
export interface ReportRefusal {
  readonly issuer: string | null;
  readonly subject: string | null;
  readonly roleArn: string | null;
  readonly attempts: number;
  readonly lastAttemptAt: string;
}

/** An exemption of the policy, and how many findings it covers now. `until` is the last day on which it holds. */
export interface ReportExemption {
  readonly rule: string;
  readonly match: string;
  readonly reason: string;
  readonly owner: string;
  readonly until: string;
  readonly findings: number;
}

/** Calls whose origin is not fully known, and why. */
export interface ReportGap {
  readonly reason: string | null;
  readonly originKind: string | null;
  readonly calls: number;
  readonly principals: number;
}

/** What was delivered from one account and region over the lake's life. */
export interface ReportCoverage {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly objects: number;
  readonly records: number;
  readonly rejects: number;
  readonly lastDeliveredAt: string | null;
}

/**
 * From where deliveries came: distinct accounts, and places, which are pairs of an account and a region. Of a quiet place nothing
 * has come since the reported week began.
 */
export interface DeliveryCounts {
  readonly accounts: number;
  readonly places: number;
  readonly quiet: number;
}

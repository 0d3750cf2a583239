/** How soon somebody should look: `high` today, `medium` this week, `low` when there is time. */
export const severities = ['high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

/**
 * What we know of a detection beside its SQL.
 * **shape**: `id` is the stem of `sql/detections/<id>.sql`, `docs/detections/<id>.md` and `test/sql/detections/<id>/`.
 * `quietDays`: after how many days without a new event an open finding counts as resolved.
 */
export interface Detection {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly nextStep: string;
  readonly limits: string;
  readonly quietDays: number;
}

/** Every detection, in the order in which people should read its findings. */
export const detectionCatalogue: readonly Detection[] = [
  {
    id: 'long_lived_key_activity',
    title: 'Long-lived key in use',
    summary: 'An IAM user key made these calls, itself or through the sessions it obtained',
    nextStep: 'Give the job a role it can assume with its OIDC token, then deactivate the key and watch for a week',
    limits: 'Data events are off by default: a key that only reads or writes S3 objects does not show in the trail',
    quietDays: 14,
  },
  {
    id: 'unexpected_subject',
    title: 'Unexpected subject',
    summary: 'A subject asked for a role that the policy does not give it',
    nextStep: 'Name it under "expected" in the policy, or narrow the "sub" condition of the trust policy',
    limits: 'Roles of which the policy says nothing are not judged; exchanges that AWS does not record are not seen',
    quietDays: 14,
  },
  {
    id: 'access_key_created',
    title: 'Access key created',
    summary: 'A long-lived key was created or switched on again',
    nextStep: 'Offer the job a role that it can assume with its OIDC token, and delete the key before it is used',
    limits: 'Patterns with a path do not match: the event names the user without it',
    quietDays: 14,
  },
  {
    id: 'identity_provider_changed',
    title: 'Identity provider changed',
    summary: 'Whose tokens an account believes has changed',
    nextStep: 'See who did it and through which chain, and which trust policies name the provider',
    limits: 'What trust policies do with the provider is not judged here',
    quietDays: 14,
  },
  {
    id: 'trail_tampered',
    title: 'Trail tampered with',
    summary: 'A trail was stopped, deleted or changed',
    nextStep: 'Start logging again, and treat the time between as unseen',
    limits: 'A trail that takes its own event away is not seen; nor are changes of its bucket or key',
    quietDays: 14,
  },
  {
    id: 'root_activity',
    title: 'Root user active',
    summary: 'The root user of an account signed in or called',
    nextStep: 'Find out who and why; delete root access keys, and remove root credentials of member accounts',
    limits: 'Short privileged sessions of AssumeRoot are counted for who asked for them',
    quietDays: 14,
  },
];

/** The detection of that id. **errors**: never throws; `undefined` for an id that is not in the catalogue. */
export const findDetection = (id: string): Detection | undefined =>
  detectionCatalogue.find((detection) => detection.id === id);

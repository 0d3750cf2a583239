import { type Detection, eventDetection } from '../detection.ts';

/** Detections on the roles and providers that federation rests on. */
export const roleDetections: readonly Detection[] = [
  {
    ...eventDetection,
    id: 'broad_trust_policy',
    title: 'Trust policy too broad',
    summary: 'The trust policy of this role admits web identities that nobody meant',
    why: 'Shared issuers give tokens to everybody: without a tight condition on the subject, so does the role',
    nextStep: 'Ask for "sub" and "aud" with StringEquals, or StringLike that names the organisation to its end',
    limits:
      'Policies written before the first delivery are not in the trail; session policies and SCPs are not weighed',
    quietDays: null,
  },
  {
    ...eventDetection,
    id: 'admin_on_federated_role',
    title: 'Administrator rights on a federated role',
    summary: 'A role that web identities assume may do everything',
    why: 'Whoever can run the job, or change what it runs, owns the account',
    nextStep: 'Take the policy off, and grant what the role was seen to use',
    limits: 'Rights that several statements add up to, and policies attached before the first delivery, are not seen',
    quietDays: null,
  },
  {
    ...eventDetection,
    id: 'identity_provider_changed',
    title: 'Identity provider changed',
    summary: 'Whose tokens an account believes has changed',
    why: 'A provider is the root of every federated role: who controls it controls them',
    nextStep: 'See who did it and through which chain, and which trust policies name the provider',
    limits: 'What trust policies do with the provider is not judged here',
  },
];

import { baselineDays, type Detection, eventDetection } from '../detection.ts';

/** Detections on what can be seen at all, and on what was agreed to be put up with. */
export const trailDetections: readonly Detection[] = [
  {
    ...eventDetection,
    id: 'root_activity',
    title: 'Root user active',
    summary: 'The root user of an account signed in or called',
    why: 'Nothing limits the root user, and nobody knows which person it was',
    nextStep: 'Find out who and why; delete root access keys, and remove root credentials of member accounts',
    limits: 'Short privileged sessions of AssumeRoot are counted for who asked for them',
  },
  {
    ...eventDetection,
    id: 'trail_tampered',
    title: 'Trail tampered with',
    summary: 'A trail was stopped, deleted or changed',
    why: 'What is not logged is not seen, by this tool or any other',
    nextStep: 'Start logging again, and treat the time between as unseen',
    limits: 'A trail that takes its own event away is not seen; nor are changes of its bucket or key',
  },
  {
    ...eventDetection,
    id: 'silent_delivery',
    title: 'Deliveries went quiet',
    summary: 'An account and region that used to deliver logs has stopped',
    why: 'While nothing arrives from there, every other finding about it is missing too',
    nextStep: 'See whether the trail still logs there, and whether its bucket and key policies still let it write',
    limits: 'Places that deliver rarely are not judged; after the days it learns from, silence has become usual',
    quietDays: null,
    parameters: [
      baselineDays,
      {
        name: 'silent_hours',
        value: 24,
        min: 1,
        max: 720,
        meaning: 'Hours of silence before anything is said; at least twice the longest pause seen before.',
      },
      {
        name: 'active_days_min',
        value: 5,
        min: 1,
        max: 100,
        meaning: 'Days with deliveries before a place counts as one that delivers.',
      },
    ],
  },
  {
    ...eventDetection,
    id: 'unattributed_federation',
    title: 'Federated calls without an exchange',
    summary: 'Calls of federated sessions whose exchange never arrived',
    why: 'The trail has a gap: nobody can say which repository or job made these calls',
    nextStep: 'Look for a trail that leaves out read-only or STS events, or a region that does not deliver',
    limits: 'Sessions that began before the first event in the lake are left out',
    parameters: [
      {
        name: 'grace_hours',
        value: 24,
        min: 1,
        max: 720,
        meaning: 'Hours in which an exchange may still arrive.',
      },
    ],
  },
  {
    ...eventDetection,
    id: 'exemption_lapsed',
    title: 'Exemption lapsed',
    summary: 'An exemption is past its date, or covers nothing any more',
    why: 'An exemption that nobody looks at again is a hole with a date on it',
    nextStep: 'Renew it with a new date and reason, or take it out of the policy file',
    limits: 'An exemption for something that happens rarely covers nothing in between',
    quietDays: null,
    reads: 'findings',
  },
];

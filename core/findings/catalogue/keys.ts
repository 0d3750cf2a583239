import { baselineDays, type Detection, eventDetection, learningDays, newForDays } from '../detection.ts';

/** Detections on long-lived keys. */
export const keyDetections: readonly Detection[] = [
  {
    ...eventDetection,
    id: 'long_lived_key_activity',
    title: 'Long-lived key in use',
    summary: 'An IAM user key made these calls, itself or through the sessions it obtained',
    why: 'Whoever reads this secret, in a log, a laptop or a CI variable, has its access until somebody deletes it',
    nextStep:
      'Give a job a role for its OIDC token, a person a sign-in of their own; then deactivate the key and watch for a week',
    limits: 'Data events are off by default: a key that only reads or writes S3 objects does not show in the trail',
  },
  {
    ...eventDetection,
    id: 'shadowed_session',
    title: 'OIDC session shadowed by a key',
    summary:
      'A job obtained a session with its OIDC token, and a long-lived key made calls beside it from the same runner',
    why: 'The migration looks done, but stale AWS_* variables win over the session: the key is still what works',
    nextStep: 'Remove AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY from the job, its secrets and its runner',
    limits: 'Runners behind one address that other jobs use too cannot be told apart, so they are not judged',
    parameters: [
      {
        name: 'beside_minutes',
        value: 60,
        min: 1,
        max: 720,
        meaning: 'Minutes after the exchange in which calls of a key count as beside the session.',
      },
    ],
  },
  {
    ...eventDetection,
    id: 'access_key_created',
    title: 'Access key created',
    summary: 'A long-lived key was created or switched on again',
    why: 'Each such key undoes a piece of the migration, and the day it is made is the cheapest to offer a role instead',
    nextStep: 'Offer the job a role that it can assume with its OIDC token, and delete the key before it is used',
    limits: 'Patterns with a path do not match: the event names the user without it',
  },
  {
    ...eventDetection,
    id: 'key_used_from_new_place',
    title: 'Key used from a new place',
    summary: 'A key that always worked from the same few places was used from another network or with another tool',
    why: 'A copied key shows first by where it is used from',
    nextStep: 'Ask its owner whether a job or a person moved; if nobody knows, deactivate the key and trace its calls',
    limits: 'Keys that change networks all the time are not judged by network; user agents are set by the client',
    parameters: [
      baselineDays,
      learningDays,
      newForDays,
      {
        name: 'places_max',
        value: 4,
        min: 1,
        max: 100,
        meaning: 'A key known from more networks (or tools) than this wanders, so that a new one is no news.',
      },
      {
        name: 'active_days_min',
        value: 3,
        min: 1,
        max: 100,
        meaning: 'Days on which a key has to have been used before it has a usual place.',
      },
    ],
  },
];

import { baselineDays, type Detection, eventDetection, learningDays, newForDays } from '../detection.ts';

/** Detections on who takes roles with a web identity, and what they do with them. */
export const subjectDetections: readonly Detection[] = [
  {
    ...eventDetection,
    id: 'unexpected_subject',
    title: 'Unexpected subject',
    summary: 'A subject asked for a role that the policy does not give it',
    why: 'The trust policy lets somebody in, or is asked to, whom nobody meant',
    nextStep: 'Name it under "expected" in the policy, or narrow the "sub" condition of the trust policy',
    limits: 'Roles of which the policy says nothing are not judged; exchanges that AWS does not record are not seen',
  },
  {
    ...eventDetection,
    id: 'new_subject',
    title: 'New subject took a role',
    summary: 'A repository, environment or job took this role for the first time',
    why: 'Where no policy says who is expected, the first time is the only time somebody can notice',
    nextStep: 'If it belongs there, say so under "expected" in the policy; if not, narrow the trust policy',
    limits: 'Another branch of a repository that already takes the role is not new',
    parameters: [baselineDays, learningDays, newForDays],
  },
  {
    ...eventDetection,
    id: 'refused_subject',
    title: 'Subject refused',
    summary: 'AWS refused to give this subject the role it asked for',
    why: 'Either a pipeline of yours is broken by its trust policy, or a stranger tries the door',
    nextStep: 'Compare the subject with the trust policy letter by letter; if it is not yours, nothing more is needed',
    limits: 'Tokens that AWS cannot verify at all are not always recorded',
  },
  {
    ...eventDetection,
    id: 'pull_request_writes',
    title: 'Pull request or side branch changed something',
    summary: 'A job for a pull request, or for a branch beside the default one, changed something with this role',
    why: 'Whoever can open a pull request or push a branch decides what such a job does',
    nextStep: 'Give pull requests a role that can only read, and pin the deploying role to the default branch',
    limits:
      'Data events, such as writing objects, are not counted; which branch is the default is only known by its name',
    parameters: [
      {
        name: 'default_branches',
        value: 'main,master,trunk',
        meaning: 'Names of default branches, with commas between them.',
      },
    ],
  },
  {
    ...eventDetection,
    id: 'session_used_elsewhere',
    title: 'Session used elsewhere',
    summary: 'The key of a session was used from another network than the one it was issued to',
    why: 'A temporary key that leaves its runner was copied or stolen, and works until it expires',
    nextStep: 'See what was called from there, revoke the role’s active sessions, and look at the job that leaked it',
    limits: 'Networks are compared by their first half; private addresses and runners with many exits are not judged',
    parameters: [
      baselineDays,
      {
        name: 'wandering_percent',
        value: 20,
        min: 0,
        max: 100,
        meaning: 'When more of a subject’s sessions than this change networks, its runners have many exits.',
      },
    ],
  },
  {
    ...eventDetection,
    id: 'long_session',
    title: 'Session longer than allowed',
    summary: 'A federated session was asked for that lives longer than your limit',
    why: 'A session that outlives its job is a secret that lies around',
    nextStep: 'Lower "role-duration-seconds" in the job, and the role’s maximum session duration',
    limits: 'Sessions whose length the event does not show are not judged',
    parameters: [
      {
        name: 'max_session_seconds',
        value: 3600,
        min: 900,
        max: 43_200,
        meaning: 'Seconds that a federated session may live.',
      },
    ],
  },
  {
    ...eventDetection,
    id: 'build_and_deploy_together',
    title: 'Build and deployment share a session',
    summary: 'One session both moved artefacts and changed infrastructure',
    why: 'Whatever a build downloads and runs can then change production',
    nextStep: 'Build and publish with one role, deploy with another, in jobs of their own',
    limits: 'Artefacts kept in S3 are data events, which most trails do not have',
  },
];

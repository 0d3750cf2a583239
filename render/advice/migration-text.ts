import type { Signal } from '../../core/advice/migration/ci-product.ts';
import type { RoleCandidate } from '../../core/advice/migration/find-candidates.ts';
import type { MigrationAdvice } from '../../core/advice/migration/plan-migration.ts';
import type { LayoutOptions } from '../terminal/table.ts';
import { migrationSteps } from './migration-steps.ts';
import { counted, daysOf, firstOf, type PageBlock, renderPage } from './page.ts';

/** The way from a key to a role for people: what it is, what it did, and the steps. Ends in a newline. */
export const renderMigrationText = (advice: MigrationAdvice, options: LayoutOptions): string =>
  renderPage([...factsOf(advice), ...workOf(advice), ...candidatesOf(advice), ...migrationSteps(advice)], options);

function factsOf(advice: MigrationAdvice): PageBlock[] {
  const { profile, signals, isPerson } = advice;
  const owner = profile.owner === null ? 'no owner in the policy file' : `owned by ${profile.owner}`;
  const use = profile.use === null ? 'use not in the policy file' : `${profile.use} by the policy file`;
  return [
    { title: `From the key ${profile.keyId} to a role` },
    {
      facts: [
        ['user', profile.principal ?? 'not known'],
        ['whose', `${owner}; ${use}`],
        [
          'used',
          `on ${counted(profile.days, 'day')} of ${daysOf(advice)}, last ${profile.lastEventAt.slice(0, 16).replace('T', ' ')} UTC; the longest pause took ${counted(profile.quietDaysMax, 'day')}`,
        ],
        [
          'calls',
          `${counted(profile.directCalls, 'call')} by itself, ${profile.sessionCalls.toLocaleString('en')} in sessions that hang on it`,
        ],
        [
          'points to',
          signals.length === 0 ? 'nothing: no client, address or name says what runs it' : describe(signals[0]),
        ],
        ...signals.slice(1, 8).map((signal) => ['', describe(signal)] as const),
      ],
    },
    ...(profile.use === 'service'
      ? [
          {
            text: 'By the policy file this is a service and not a CI job: a role of its host does the same without a token of a workflow (EC2 instance profile, ECS task role, EKS service account; IAM Roles Anywhere outside AWS).',
          },
        ]
      : []),
    ...(isPerson
      ? [
          {
            text: 'This looks like the key of a person. A person signs in by IAM Identity Center (aws configure sso) and needs no key and no role of a workflow; what follows is for the case that a machine uses it.',
          },
        ]
      : []),
  ];
}

const describe = (signal: Signal | undefined): string =>
  signal === undefined ? '' : `${signal.points.replaceAll('_', ' ')} (${signal.strength}): ${signal.reason}`;

function workOf({ places, sessions, isCut }: MigrationAdvice): PageBlock[] {
  return [
    { title: 'What it did' },
    {
      list: [
        ...firstOf(
          places.map(
            ({ accountId, regions, services, calls }) =>
              `account ${accountId}: ${counted(calls, 'call')} to ${firstOf(services, 12).join(', ')} in ${firstOf(regions, 6).join(', ')}`,
          ),
          12,
        ),
        ...firstOf(
          sessions.map(
            ({ exchangeKind, roleArn, sessionName, sessions: count, refused }) =>
              `${exchangeKind}${roleArn === null ? '' : ` ${roleArn}`}${sessionName === null ? '' : ` as ${sessionName}`}: ${counted(count, 'session')}${refused === 0 ? '' : `, ${refused} refused`}`,
          ),
          12,
        ),
        ...(isCut ? ['and more than is read here'] : []),
      ],
    },
  ];
}

function candidatesOf({ candidates }: MigrationAdvice): PageBlock[] {
  return [
    { title: 'Roles that already do this work with a web identity' },
    candidates.length === 0
      ? { text: 'None does as much as half of it.' }
      : { list: candidates.map(describeCandidate) },
  ];
}

function describeCandidate({ roleArn, covered, total, missing, takenBy }: RoleCandidate): string {
  const share = Math.floor((100 * covered) / total);
  const lacks = missing.length === 0 ? '' : `; not seen with it: ${firstOf(missing, 6).join(', ')}`;
  return `${roleArn}: ${covered} of ${total} actions (${share}%), taken by ${firstOf(takenBy, 4).join(', ')}${lacks}`;
}

import { escapePolicyText } from '../../iam/policy-text.ts';
import { isArn } from './name-resources.ts';
import type { ObservedCall } from './observed-call.ts';
import type { Grant } from './split-policies.ts';

/** The service that a role is handed to by calls of a service, where it is always the same. */
const recipients: Readonly<Record<string, string>> = {
  'lambda.amazonaws.com': 'lambda.amazonaws.com',
  'cloudformation.amazonaws.com': 'cloudformation.amazonaws.com',
  'states.amazonaws.com': 'states.amazonaws.com',
  'codebuild.amazonaws.com': 'codebuild.amazonaws.com',
  'codepipeline.amazonaws.com': 'codepipeline.amazonaws.com',
  'glue.amazonaws.com': 'glue.amazonaws.com',
  'ecs.amazonaws.com': 'ecs-tasks.amazonaws.com',
  'eks.amazonaws.com': 'eks.amazonaws.com',
  'firehose.amazonaws.com': 'firehose.amazonaws.com',
  'sagemaker.amazonaws.com': 'sagemaker.amazonaws.com',
};

/** Calls that name a role without handing it to a service. */
const handsNothingOver = new Set(['sts.amazonaws.com', 'iam.amazonaws.com']);

/**
 * `iam:PassRole` for the roles that requests handed to a service. No event records the permission itself: it follows from the
 * ARN in the request.
 * **source**: IAM user guide, granting a user permissions to pass a role to an AWS service (read 2026-11)
 */
export function passRoleGrants(calls: readonly ObservedCall[]): Grant[] {
  const roles = new Map<string, Set<string>>();
  for (const call of calls) {
    const source = call.event_source ?? '';
    if (handsNothingOver.has(source) || call.calls <= call.denied) continue;
    const recipient = Object.hasOwn(recipients, source) ? (recipients[source] ?? '') : '';
    for (const role of call.passed_roles.filter(isArn)) {
      roles.set(recipient, (roles.get(recipient) ?? new Set<string>()).add(escapePolicyText(role, 'like')));
    }
  }
  return [...roles]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([recipient, arns], index) => ({
      sid: `PassRole${index === 0 ? '' : index + 1}`,
      actions: ['iam:PassRole'],
      resources: [...arns].sort(),
      condition: recipient === '' ? null : { StringEquals: { 'iam:PassedToService': recipient } },
    }));
}

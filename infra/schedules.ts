import { getAtt, type Resource, type Resources, ref } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { type FunctionName, functionLogicalId, planOf } from './function-plans.ts';
import { nameOf } from './names.ts';

/**
 * When jobs run, UTC. A slot of a quarter closes when *ingest* can have no batch of it left, two minutes after its end; *attribute*
 * comes five minutes after it, and *detect* when *attribute* mostly has done.
 */
const schedules: Readonly<Partial<Record<FunctionName, { readonly cron: string; readonly what: string }>>> = {
  attribute: { cron: 'cron(5/15 * * * ? *)', what: 'Every quarter of an hour, five minutes after a slot has ended' },
  detect: { cron: 'cron(12/15 * * * ? *)', what: 'Every quarter of an hour, after attribute' },
  report: { cron: 'cron(30 6 ? * MON *)', what: 'Mondays, about the week that ended' },
  maintain: { cron: 'cron(10 3 * * ? *)', what: 'Daily, when least is going on' },
};

/** The functions that run by the clock. */
export const scheduledFunctions = Object.keys(schedules) as readonly FunctionName[];

/** Times that the scheduler tries to hand an event to Lambda, which only fails where Lambda or its permissions do. */
const attemptsMax = 20;

/** Schedules in a group of their own. Each says the time it was meant for, because a job never asks the clock for its window. */
export function scheduleResources(settings: DeploymentSettings): Resources {
  const entries = Object.entries(schedules).map(([name, { cron, what }]) => {
    const schedule: Resource = {
      Type: 'AWS::Scheduler::Schedule',
      // The first run wants tables.
      DependsOn: ['LakeTables'],
      Properties: {
        Name: nameOf(settings, name),
        GroupName: ref('JobSchedules'),
        Description: what,
        ScheduleExpression: cron,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'ENABLED',
        Target: {
          Arn: getAtt(functionLogicalId(name as FunctionName), 'Arn'),
          RoleArn: getAtt('SchedulerRole', 'Arn'),
          Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}',
          RetryPolicy: {
            MaximumEventAgeInSeconds: planOf(name as FunctionName).eventSecondsMax ?? undefined,
            MaximumRetryAttempts: attemptsMax,
          },
          DeadLetterConfig: { Arn: getAtt('ScheduleDeadLetters', 'Arn') },
        },
      },
    };
    return [scheduleLogicalId(name), schedule] as const;
  });
  return {
    JobSchedules: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: nameOf(settings, 'jobs') } },
    ...Object.fromEntries(entries),
  };
}

const scheduleLogicalId = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}Schedule`;

import { getAtt, type Resource, type Resources, ref } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { type FunctionName, functionLogicalId, planOf } from './function-plans.ts';
import { nameOf } from './names.ts';

/** When a function runs, and what it is told beside the time. */
interface Schedule {
  readonly id: string;
  readonly function: FunctionName;
  readonly cron: string;
  readonly what: string;
  readonly input?: Readonly<Record<string, number>>;
}

/**
 * When jobs run, UTC. A slot of a quarter closes when neither *ingest* nor *backfill* can have a batch of it left, six minutes
 * after its end; *attribute* comes then, and *detect* when *attribute* mostly has done. Every quarter *detect* looks at two days;
 * once a day at all that a finding's quiet days may reach back to, so that what has gone quiet is resolved.
 */
const schedules: readonly Schedule[] = [
  {
    id: 'attribute',
    function: 'attribute',
    cron: 'cron(7/15 * * * ? *)',
    what: 'Every quarter, when a slot has closed',
  },
  { id: 'detect', function: 'detect', cron: 'cron(13/15 * * * ? *)', what: 'Every quarter, after attribute' },
  {
    id: 'detectDaily',
    function: 'detect',
    cron: 'cron(50 2 * * ? *)',
    what: 'Daily, over all the days in which a finding may have gone quiet',
    input: { windowDays: 16 },
  },
  { id: 'report', function: 'report', cron: 'cron(30 6 ? * MON *)', what: 'Mondays, about the week that ended' },
  { id: 'maintain', function: 'maintain', cron: 'cron(10 3 * * ? *)', what: 'Daily, when least is going on' },
];

/** The functions that run by the clock. */
export const scheduledFunctions: readonly FunctionName[] = [...new Set(schedules.map((one) => one.function))];

/** Times that the scheduler tries to hand an event to Lambda, which only fails where Lambda or its permissions do. */
const attemptsMax = 20;

/** Schedules in a group of their own. Each says the time it was meant for, because a job never asks the clock for its window. */
export function scheduleResources(settings: DeploymentSettings): Resources {
  const entries = schedules.map(({ id, function: name, cron, what, input }) => {
    const schedule: Resource = {
      Type: 'AWS::Scheduler::Schedule',
      // The first run wants tables.
      DependsOn: ['LakeTables'],
      Properties: {
        Name: nameOf(settings, id),
        GroupName: ref('JobSchedules'),
        Description: what,
        ScheduleExpression: cron,
        ScheduleExpressionTimezone: 'UTC',
        FlexibleTimeWindow: { Mode: 'OFF' },
        State: 'ENABLED',
        Target: {
          Arn: getAtt(functionLogicalId(name), 'Arn'),
          RoleArn: getAtt('SchedulerRole', 'Arn'),
          Input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>', ...input }),
          RetryPolicy: {
            MaximumEventAgeInSeconds: planOf(name).eventSecondsMax ?? undefined,
            MaximumRetryAttempts: attemptsMax,
          },
          DeadLetterConfig: { Arn: getAtt('ScheduleDeadLetters', 'Arn') },
        },
      },
    };
    return [scheduleLogicalId(id), schedule] as const;
  });
  return {
    JobSchedules: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: nameOf(settings, 'jobs') } },
    ...Object.fromEntries(entries),
  };
}

const scheduleLogicalId = (id: string): string => `${id.charAt(0).toUpperCase()}${id.slice(1)}Schedule`;

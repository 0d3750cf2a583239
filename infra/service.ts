import type { AWS } from 'osls';
import type { SqlStatement } from '../core/lake/sql-statement.ts';
import { alarmResources } from './alarms.ts';
import { bucketResources } from './buckets.ts';
import { dashboardResources } from './dashboard.ts';
import { databaseResources } from './database.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { kmsResources } from './kms.ts';
import { notificationResources } from './notifications.ts';
import { stackOutputs } from './outputs.ts';
import { queueResources } from './queues.ts';
import { roleResources } from './roles.ts';
import { scheduleResources } from './schedules.ts';
import { workgroupResources } from './workgroup.ts';

/** What a deployment is made from, beside the code. */
export interface Deployment {
  readonly settings: DeploymentSettings;
  /** The saved questions of `sql/explore/`. */
  readonly explore: readonly SqlStatement[];
  /** Another text whenever the tables, or what makes them, are other ones. */
  readonly tablesVersion: string;
}

/** Everything of the stack that osls does not make from the functions. */
export function serviceResources({ settings, explore, tablesVersion }: Deployment): NonNullable<AWS['resources']> {
  const resources = {
    Description: 'subtrail: who really made this AWS call, and does it still hang on a long-lived key?',
    Resources: {
      ...kmsResources(settings),
      ...bucketResources(settings),
      ...queueResources(settings),
      ...notificationResources(settings),
      ...databaseResources(settings, tablesVersion),
      ...workgroupResources(settings, explore),
      ...roleResources(settings),
      ...scheduleResources(settings),
      ...alarmResources(settings),
      ...dashboardResources(settings),
    },
    Outputs: stackOutputs(settings),
  };
  // The types of osls are wider and writable; what they cannot say is checked on the compiled template.
  return resources as unknown as NonNullable<AWS['resources']>;
}

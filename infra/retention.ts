import type { Value } from './cloudformation.ts';
import type { DeploymentSettings } from './deployment-settings.ts';

/** Days that results of queries are kept: long enough to look at a failed run, and never part of the lake. */
export const athenaResultDays = 7;
/** Days after which the parts of an upload that was never finished are removed: nobody can see them, and they cost. */
const unfinishedUploadDays = 2;
/** Days that manifests and completion reports of backfills are kept. */
const backfillDays = 90;

/**
 * What S3 removes from the lake's bucket by itself. Calls are not among it: a table's rows are deleted by *maintain* with SQL,
 * and its files by compaction, because removing a file behind a table's back breaks the table.
 * Staged files are removed when they are settled, and never by age: what could not be settled yet would be lost.
 */
export function lakeLifecycle({ retention }: DeploymentSettings): Value {
  const expiring = (id: string, prefix: string, days: number): Value => ({
    Id: id,
    Status: 'Enabled',
    Prefix: prefix,
    ExpirationInDays: days,
  });
  return {
    Rules: [
      expiring('results-of-queries', 'athena-results/', athenaResultDays),
      expiring('backfill', 'backfill/', backfillDays),
      ...(retention.reports_days > 0 ? [expiring('reports', 'reports/', retention.reports_days)] : []),
      {
        Id: 'unfinished-uploads',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: unfinishedUploadDays },
      },
    ],
  };
}

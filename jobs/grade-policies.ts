import { z } from 'zod';
import { gradeDocument, gradingRulesVersion } from '../core/iam/grade-document.ts';
import type { QueryEngine, SqlLibrary } from './ports.ts';

/** Documents read at once, which bounds memory. */
const documentsAtOnce = 200;
/** Grades saved with one statement: what fits a query of Athena. */
const gradesAtOnce = 100;

const ungraded = z.strictObject({
  event_id: z.string(),
  recipient_account_id: z.string().nullable(),
  event_time: z.string(),
  change: z.string(),
  policy_document: z.string(),
});

/**
 * Grades the policy documents that arrived since the last time.
 * **shape**: the result is how many documents of the lake could not be read, now and before.
 * **errors**: `query_failed`; safe to run again, and beside itself.
 */
export async function gradePolicies(options: {
  readonly engine: QueryEngine;
  readonly sql: SqlLibrary;
}): Promise<number> {
  const { engine, sql } = options;
  await engine.execute(sql.get('policy_grades/drop_old_grades'), { rules_version: gradingRulesVersion });
  let isMore = true;
  while (isMore) {
    const found = await engine.query(sql.get('policy_grades/find_ungraded_documents'), {
      rules_version: gradingRulesVersion,
      documents_max: documentsAtOnce,
    });
    const changes = found.map((row) => ungraded.parse(row));
    const rows = changes.flatMap(({ change, policy_document, ...event }) =>
      gradeDocument(change, policy_document).map((grade, index) => ({
        ...event,
        grade_index: index,
        rules_version: gradingRulesVersion,
        ...grade,
      })),
    );
    for (let from = 0; from < rows.length; from += gradesAtOnce) {
      const batch = JSON.stringify(rows.slice(from, from + gradesAtOnce));
      await engine.execute(sql.get('policy_grades/save_grades'), { rows: batch });
    }
    isMore = changes.length === documentsAtOnce;
  }
  const [count] = await engine.query(sql.get('policy_grades/count_unreadable'));
  return Number(count?.['documents'] ?? 0);
}

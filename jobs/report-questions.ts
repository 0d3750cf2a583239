import { type Questions, reportQuestionNames } from '../render/report/questions.ts';
import type { SqlLibrary } from './ports.ts';

/** The SQL behind the report's numbers, as the page shows it. **errors**: `wrong_use` where a folder of it is not there. */
export function readQuestions(sql: SqlLibrary): Questions {
  const folders = new Set(reportQuestionNames.map((name) => name.slice(0, name.lastIndexOf('/'))));
  const known = new Set([...folders].flatMap((folder) => sql.names(folder)));
  return new Map(reportQuestionNames.filter((name) => known.has(name)).map((name) => [name, sql.get(name)]));
}

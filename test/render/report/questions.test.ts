import { describe, expect, it } from 'vitest';
import { createSqlLibrary } from '../../../adapters/files/sql-library.ts';
import { fillQuestion, reportQuestionNames } from '../../../render/report/questions.ts';
import { someReport } from '../../some-report.ts';

describe('reportQuestionNames', () => {
  it('has every statement of sql/reports: a number without its question cannot be checked', () => {
    const missing = createSqlLibrary('sql')
      .names('reports')
      .filter((name) => !reportQuestionNames.includes(name));
    expect(missing, 'name them in render/report/questions.ts').toEqual([]);
  });
});

describe('fillQuestion()', () => {
  it('writes the days of the report where parameters stand, and leaves comments, strings and other names alone', () => {
    const sql =
      "-- params: :week_start_on date\nselect ':week_start_on' from t where d >= :week_start_on and d < :window_end_on and x = :other\n";
    expect(fillQuestion(sql, someReport())).toBe(
      "-- params: :week_start_on date\nselect ':week_start_on' from t where d >= date '2026-11-16' and d < date '2026-11-23' and x = :other",
    );
  });
});

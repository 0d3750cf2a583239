import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { Report } from '../../../core/compliance/report.ts';
import { renderReportJson } from '../../../render/report/json.ts';
import { reportJsonSchema, reportSchema } from '../../../render/report/report-schema.ts';
import { richReport } from '../../rich-report.ts';
import { someReport } from '../../some-report.ts';

/** What the schema lets pass is a report: the types say so here, and the tests below that a report passes. */
type Written = z.infer<typeof reportSchema>;
const fromSchema = (written: Written): Report => written;

describe('reportJsonSchema()', () => {
  it('is what schema/report.schema.json says: run scripts/write-report-schema.ts after a change', () => {
    expect(JSON.parse(readFileSync('schema/report.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(reportJsonSchema())),
    );
  });
});

describe('renderReportJson()', () => {
  it.each([
    ['a report of a small week', someReport()],
    ['a report in which every part has something to say', richReport()],
  ])('writes %s so that its schema reads it back unchanged', (_, report) => {
    const [written, ...more] = JSON.parse(renderReportJson(report));
    expect(more).toEqual([]);
    expect(fromSchema(reportSchema.parse(written))).toEqual(report);
  });

  it('is not held by anything else', () => {
    expect(reportSchema.safeParse({ ...someReport(), schema: 'subtrail.report/2' }).success).toBe(false);
    expect(reportSchema.safeParse({ ...someReport(), more: 1 }).success).toBe(false);
  });
});

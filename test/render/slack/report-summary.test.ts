import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { slackMessageSchema } from '../../../render/slack/limits.ts';
import { renderReportSummary } from '../../../render/slack/report-summary.ts';
import { hostileText } from '../../render/terminal/hostile-text.ts';
import { richReport } from '../../rich-report.ts';
import { someKey, someReport } from '../../some-report.ts';

const at = '2026-11-20T10:00:00Z';

describe('renderReportSummary()', () => {
  it('says the numbers, how they moved, which keys are left, and where the report is', () => {
    const keys = { cut: 2, rows: [{ ...someKey('x'), keyId: 'AKIAEXAMPLE1', principal: null, owner: 'payments' }] };
    const headline = { ...someReport().headline, keysInUse: { now: 3, before: 4 } };
    const { text, blocks } = renderReportSummary(someReport({ keys, headline }), {
      url: 'https://reports.example.com/w',
    });
    expect(text).toBe(
      'CI without long-lived keys: 2026-W47: 88 of 100, 90\u00a0% of CI calls without a long-lived key',
    );
    const said = JSON.stringify(blocks);
    expect(said).toContain('*90\u00a0%* of CI calls without a long-lived key, 50\u00a0% the week before');
    expect(said).toContain('*3* long-lived keys in use, 4 the week before');
    expect(said).toContain('*88* of 100 points, 47 the week before');
    expect(said).toContain('As the week before: *2* repositories on OIDC');
    expect(said).toContain('`AKIAEXAMPLE1`, owned by `payments`: 3 calls');
    expect(said).toContain('and 2 more');
    expect(said).toContain('<https://reports.example.com/w|Open the report>');
  });

  it('names what went the wrong way, the keys that can go, and the day of the forecast', () => {
    const said = JSON.stringify(renderReportSummary(richReport(), { url: null }).blocks);
    expect(said).toContain('*Went the wrong way*\\n• Key is back: `AKIAEXAMPLE03QRSTUVW`, `not used since 2026-10-04`');
    expect(said).toMatch(/\*Ready to delete\*\\n• `AKIAEXAMPLE10QRSTUVW` of/);
    expect(said).toContain('About 2027-02-01 if things go on');
  });

  it('says where the report lies when nobody said where it is opened', () => {
    expect(JSON.stringify(renderReportSummary(someReport(), { url: null }))).toContain('`reports/`');
  });

  it('keeps to every limit, whatever a log or a title says, and lets nothing in it mention or link', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 12 }), hostileText, (texts, title) => {
        const keys = { cut: 0, rows: texts.map(someKey) };
        const rows = texts.map((name) => ({
          kind: 'key_new' as const,
          name,
          principal: name,
          owner: name,
          detail: name,
          at,
        }));
        const report = someReport({ keys, title, regressions: { cut: 3, rows } });
        const message = renderReportSummary(report, { url: null });
        slackMessageSchema.parse(message);
        for (const block of message.blocks) expect(JSON.stringify(block)).not.toMatch(/<[!@#]/);
      }),
    );
  });
});

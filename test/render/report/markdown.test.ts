import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderReportMarkdown } from '../../../render/report/markdown.ts';
import { escapeMarkdown } from '../../../render/report/markdown-text.ts';
import { largeReport } from '../../large-report.ts';
import { emptyReport, hostileTexts, reportWith } from './report-with.ts';

describe('renderReportMarkdown()', () => {
  it.each(hostileTexts)('keeps %j text', (text) => {
    const lines = renderReportMarkdown(reportWith(text)).split('\n');
    const rows = lines.filter((line) => line.startsWith('| '));
    expect(rows.length).toBeGreaterThan(8);
    expect(lines.some((line) => /<(?!\/?$)[a-z]/i.test(line.replaceAll('&lt;', '')))).toBe(false);
    expect(lines.join('\n')).not.toContain('](https://');
    expect(lines.filter((line) => /^##? /.test(line)).map((line) => line.replace(/^#+ /, ''))).toEqual([
      'CI without long-lived keys',
      'How far are we?',
      'What is left?',
      'Whose is it?',
      'What goes the wrong way?',
      'When are we done?',
      'Can we trust these numbers?',
    ]);
  });

  it('keeps every row of a table as wide as its heading', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const tables = renderReportMarkdown(reportWith(text))
          .split('\n\n')
          .filter((part) => part.startsWith('| '));
        for (const table of tables) {
          const widths = new Set(
            table
              .trim()
              .split('\n')
              .map((line) => line.replaceAll(/\\./g, '').split('|').length),
          );
          expect(widths.size).toBe(1);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says in words when there is nothing, and how much was left out', () => {
    expect(renderReportMarkdown(emptyReport)).not.toMatch(/NaN|undefined|null|Infinity/);
    const large = renderReportMarkdown(largeReport('x'));
    expect(large.length).toBeLessThan(3_000_000);
    expect(large).toContain('19,507 more rows are not shown');
  });
});

describe('escapeMarkdown()', () => {
  it('never lets a cell or a line end', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !/\n|\r|(?<!\\)\||</.test(escapeMarkdown(text).replaceAll('\\\\', '')),
      ),
    );
  });
});

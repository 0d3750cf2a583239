import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderReportCsv } from '../../../render/report/csv.ts';
import { richReport } from '../../rich-report.ts';
import { hostileText, steersTerminals } from '../terminal/hostile-text.ts';
import { emptyReport, hostileTexts, reportWith } from './report-with.ts';

/** The cells of our own CSV, in which no cell holds a line break. */
const cellsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );

describe('renderReportCsv()', () => {
  it('has one row a thing under one header, week and kind first', () => {
    const [header = '', ...lines] = renderReportCsv(richReport()).trimEnd().split('\n');
    const names = cellsOf(header);
    expect(names.slice(0, 6)).toEqual(['week', 'section', 'name', 'owner', 'state', 'value']);
    const rows = lines.map((line) => Object.fromEntries(cellsOf(line).map((cell, index) => [names[index], cell])));
    expect(new Set(rows.map((row) => row['week']))).toEqual(new Set(['2026-W47']));
    const count = (section: string) => rows.filter((row) => row['section'] === section).length;
    expect([count('key'), count('week'), count('account'), count('regression')]).toEqual([13, 26, 5, 2]);
    expect(rows.find((row) => row['name'] === 'score')).toMatchObject({ value: '84', value_before: '79' });
    expect(rows.find((row) => row['section'] === 'key')).toMatchObject({
      name: 'AKIAEXAMPLE00QRSTUVW',
      owner: 'platform',
      state: 'in_use',
      value: '640',
      key_calls: '9132',
    });
  });

  it('says how many rows are missing', () => {
    expect(renderReportCsv(reportWith('x'))).toMatch(/^2026-W47,key,+4$/m);
  });

  it.each(hostileTexts)('lets no spreadsheet run %j', (text) => {
    for (const line of renderReportCsv(reportWith(text)).trimEnd().split('\n'))
      for (const cell of cellsOf(line)) expect(cell).not.toMatch(/^[=+@\t\r]|^-(?!\d)/);
  });

  it('has as many lines as rows, whatever a log says', () => {
    const lines = renderReportCsv(reportWith('x')).split('\n').length;
    fc.assert(
      fc.property(hostileText, (text) => {
        const written = renderReportCsv(reportWith(text));
        return written.split('\n').length === lines && !steersTerminals.test(written);
      }),
      { numRuns: 60 },
    );
  });

  it('writes a report of nothing', () => {
    expect(renderReportCsv(emptyReport)).toContain('headline,score');
  });
});

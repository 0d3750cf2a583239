import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../core/compliance/report.ts';
import { escapeHtml } from '../../../render/report/escape-html.ts';
import { renderReportHtml } from '../../../render/report/html.ts';
import { escapeMarkdown, renderReportMarkdown } from '../../../render/report/markdown.ts';
import { someFinding } from '../../some-finding.ts';
import { someKey, someReport, someWeek } from '../../some-report.ts';

/** A report in which every text from a log is the same. */
function reportWith(text: string): Report {
  return someReport({
    keys: { cut: 4, rows: [someKey(text)] },
    subjects: {
      cut: 0,
      rows: [
        {
          platform: null,
          organization: text,
          repository: text,
          issuer: text,
          sessions: 1,
          calls: 2,
          writes: 1,
          refs: text,
          environments: text,
          roles: text,
          lastSessionAt: '2026-11-20T10:00:00Z',
        },
      ],
    },
    unexpected: {
      cut: 0,
      rows: [
        someFinding({
          rule: 'unexpected_subject',
          finding_key: text,
          actor: text,
          action: text,
          resource: text,
          source_ip: text,
          account_id: text,
          region: text,
          owner: text,
          evidence: { issuer: text, succeeded: 1, refused: 0, session_calls: 7, write_calls: 2 },
        }),
      ],
    },
    refusals: {
      cut: 0,
      rows: [{ issuer: text, subject: text, roleArn: text, attempts: 2, lastAttemptAt: '2026-11-20T10:00:00Z' }],
    },
    gaps: [{ reason: text, originKind: text, calls: 3, principals: 1 }],
    coverage: {
      cut: 0,
      rows: [{ accountId: text, region: text, objects: 1, records: 2, rejects: 0, lastDeliveredAt: null }],
    },
    trail: { days: 7, dataEvents: 0, daysWithoutExchange: 2 },
    counts: { records: 100, rejects: 1, skipped: 0, brokenObjects: 0 },
  });
}

const none = { rows: [], cut: 0 };
const nothing = { now: null, before: null };
const emptyReport: Report = {
  ...reportWith(''),
  weeks: [{ ...someWeek, calls: {}, keys: 0, repositories: 0 }],
  keys: none,
  subjects: none,
  unexpected: none,
  refusals: none,
  gaps: [],
  coverage: none,
  headline: {
    score: nothing,
    keylessShare: nothing,
    keysInUse: { now: 0, before: null },
    repositories: { now: 0, before: null },
    unattributedShare: nothing,
    unexpectedSubjects: 0,
    keysReady: 0,
    hasPolicy: false,
  },
};

const hostile = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  '\u202egnp.exe\u2066',
  '\u0000\u001b[31m',
  '</style></svg></table><h1>',
  '| --- | `code` [link](https://evil.example.com) ![x](y)',
];

describe('renderReportHtml()', () => {
  it.each(hostile)('keeps %j text', (text) => {
    const page = renderReportHtml(reportWith(text));
    const { document } = parseHTML(page);
    expect(document.querySelectorAll('script, img, iframe, object, link, a:not(.skip)')).toHaveLength(0);
    const names = [...document.querySelectorAll('body *')].flatMap((element) =>
      [...element.attributes].map((attribute) => attribute.name),
    );
    expect(names.filter((name) => name.startsWith('on'))).toEqual([]);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('asks nothing of a network or a script', () => {
    const page = renderReportHtml(reportWith('acme/shop'));
    expect(page).toContain("default-src 'none'");
    expect(page.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:\/\/|<script|@import|url\(/);
  });

  it('shows the headline numbers, the week before, and what was cut', () => {
    const { document } = parseHTML(renderReportHtml(reportWith('acme/shop')));
    const tiles = [...document.querySelectorAll('.tile')].map((tile) => tile.textContent);
    expect(tiles[0]).toContain('90 %');
    expect(tiles[0]).toContain('50 % the week before');
    expect(tiles[4]).toContain('0.3 %');
    expect(document.body.textContent).toContain('4 more rows are not shown');
    expect(document.body.textContent).toContain(
      'On 2 of 7 days roles were used, but no AssumeRole event was delivered',
    );
    expect(document.querySelectorAll('svg rect').length).toBeGreaterThan(2);
  });

  it('says in words when there is nothing', () => {
    const { document } = parseHTML(renderReportHtml(emptyReport));
    const words = document.body.textContent ?? '';
    expect(words).toContain('No calls in the weeks before this report');
    expect(words).toContain('There is no policy file, so no subject is called unexpected');
    expect(words).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('gives every table headings and a caption', () => {
    const { document } = parseHTML(renderReportHtml(reportWith('acme/shop')));
    for (const table of document.querySelectorAll('table')) {
      expect(table.querySelector('caption')?.textContent).toBeTruthy();
      for (const head of table.querySelectorAll('th')) expect(head.getAttribute('scope')).toBe('col');
    }
  });
});

describe('escapeHtml()', () => {
  it('leaves nothing that ends a text or an attribute, or steers the eye', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => !/[<>"']|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(escapeHtml(text)),
      ),
    );
  });
});

describe('renderReportMarkdown()', () => {
  it.each(hostile)('keeps %j text', (text) => {
    const lines = renderReportMarkdown(reportWith(text)).split('\n');
    const rows = lines.filter((line) => line.startsWith('| '));
    expect(rows.length).toBeGreaterThan(8);
    expect(lines.some((line) => /<(?!\/?$)[a-z]/i.test(line.replaceAll('&lt;', '')))).toBe(false);
    expect(lines.join('\n')).not.toContain('](https://');
    expect(lines.filter((line) => line.startsWith('#')).map((line) => line.replace(/^#+ /, ''))).toEqual([
      'CI without long-lived keys',
      'Who called',
      'Long-lived keys left',
      'Unexpected subjects',
      'Subjects by repository',
      'Refused exchanges',
      'What the trail cannot see',
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

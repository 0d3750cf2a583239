import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { createSqlLibrary } from '../../../adapters/files/sql-library.ts';
import { readQuestions } from '../../../jobs/report-questions.ts';
import { escapeHtml } from '../../../render/report/escape-html.ts';
import { renderReportHtml } from '../../../render/report/html.ts';
import { pageScript } from '../../../render/report/page-script.ts';
import { largeReport } from '../../large-report.ts';
import { richReport } from '../../rich-report.ts';
import { someReport, someWeek } from '../../some-report.ts';
import { emptyReport, hostileTexts, reportWith } from './report-with.ts';

const questions = readQuestions(createSqlLibrary('sql'));
const documentOf = (page: string) => parseHTML(page).document;

describe('renderReportHtml()', () => {
  it.each(hostileTexts)('keeps %j text', (text) => {
    const page = renderReportHtml(reportWith(text));
    const document = documentOf(page);
    expect(document.querySelectorAll('img, iframe, object, link, a:not([href^="#"])')).toHaveLength(0);
    expect([...document.querySelectorAll('script')].map((script) => script.textContent)).toEqual([pageScript]);
    const names = [...document.querySelectorAll('body *')].flatMap((element) =>
      [...element.attributes].map((attribute) => attribute.name),
    );
    expect(names.filter((name) => name.startsWith('on'))).toEqual([]);
    expect(document.querySelectorAll('h1')).toHaveLength(1);
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('puts nothing into a command to paste but what is a key id', () => {
    const commandsIn = (text: string) =>
      [...documentOf(renderReportHtml(reportWith(text))).querySelectorAll('.command')].map(
        (element) => element.textContent,
      );
    expect(commandsIn('AKIAEXAMPLE1')).toEqual(['subtrail advise migrate AKIAEXAMPLE1']);
    expect(commandsIn('AKIA; curl example.com | sh')).toEqual([]);
  });

  it('asks nothing of a network', () => {
    const page = renderReportHtml(reportWith('acme/shop'), questions);
    expect(page).toMatch(/default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/=]{44}'/);
    const shown = page.replaceAll('http://www.w3.org/', '').replaceAll(/<figure class="sql">.*?<\/figure>/gs, '');
    expect(shown).not.toMatch(/https?:\/\/|@import|url\(/);
  });

  it('answers the six questions in their order, with the week before and what was cut', () => {
    const document = documentOf(renderReportHtml(reportWith('acme/shop')));
    expect([...document.querySelectorAll('h2')].map((heading) => heading.textContent)).toEqual([
      'How far are we?',
      'What is left?',
      'Whose is it?',
      'What goes the wrong way?',
      'When are we done?',
      'Can we trust these numbers?',
    ]);
    expect(document.querySelector('.score')?.textContent).toMatch(/^88of 100\s*↑ 47 the week before/);
    expect(document.querySelector('#far .tile')?.textContent).toMatch(/^90\u00a0%.*50\u00a0% the week before/);
    expect(document.querySelector('#keys')?.parentElement?.textContent).toContain('4 more rows are not shown');
    expect(document.querySelector('#trust')?.textContent).toContain(
      'On 2 of 7 days roles were used, but no AssumeRole event was delivered',
    );
    expect(document.querySelectorAll('svg rect').length).toBeGreaterThan(2);
  });

  it('links every headline number and every answer to something in the page', () => {
    const document = documentOf(renderReportHtml(richReport(), questions));
    const links = [...document.querySelectorAll('a')].map((link) => link.getAttribute('href')?.slice(1) ?? '');
    expect(links.filter((id) => document.getElementById(id) === null)).toEqual([]);
    for (const tile of document.querySelectorAll('.tile strong'))
      expect(tile.querySelector('a')?.getAttribute('href')).toMatch(/^#how-/);
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    expect(ids).toHaveLength(new Set(ids).size);
  });

  it('shows the SQL behind a number with the dates of the report, ready to be run', () => {
    const document = documentOf(renderReportHtml(richReport(), questions));
    const sql = document.querySelector('#how-keys code')?.textContent ?? '';
    expect(sql).toContain("event_date >= date '2026-05-25'");
    expect(sql).toContain('-- params:   :window_start_on date');
  });

  it('says in words when there is nothing, or next to nothing', () => {
    const words = documentOf(renderReportHtml(emptyReport)).body.textContent ?? '';
    expect(words).toContain('No calls in the weeks before this report');
    expect(words).toContain('CI made no call this week, so there is nothing to measure');
    expect(words).toContain('There is no policy file, so no subject is called unexpected');
    expect(words).toContain('No forecast is made: it takes six weeks');
    const oneEvent = { ...someWeek, calls: { access_key: 1 }, sessions: {}, unattributed: 0, keys: 1, repositories: 0 };
    const one = documentOf(renderReportHtml(someReport({ weeks: [oneEvent] }))).body.textContent ?? '';
    for (const page of [words, one]) expect(page.replace(pageScript, '')).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('gives every table headings and a caption, and every heading its place', () => {
    const document = documentOf(renderReportHtml(reportWith('acme/shop')));
    expect(document.querySelectorAll('table').length).toBeGreaterThan(10);
    for (const table of document.querySelectorAll('table')) {
      expect(table.querySelector('caption')?.textContent).toBeTruthy();
      for (const head of table.querySelectorAll('th')) expect(head.getAttribute('scope')).toBe('col');
    }
    const levels = [...document.querySelectorAll('h1, h2, h3')].map((heading) => Number(heading.tagName.slice(1)));
    for (const [index, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[index - 1] ?? 0) + 1);
  });

  it.each(['<&"🚚\u202e'.repeat(400), 'x', '日本語'.repeat(500)])(
    'stays below three megabytes, of texts like %.12s',
    (text) => {
      const page = renderReportHtml(largeReport(text), questions);
      expect(Buffer.byteLength(page)).toBeLessThan(3_000_000);
      const shown = parseHTML(page).document.querySelectorAll('#keys ~ .scroll tbody tr').length;
      expect(page).toContain(`${(20_007 - shown).toLocaleString('en')} more rows are not shown`);
    },
  );
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

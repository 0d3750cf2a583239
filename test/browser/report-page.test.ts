import { Buffer } from 'node:buffer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSqlLibrary } from '../../adapters/files/sql-library.ts';
import { readQuestions } from '../../jobs/report-questions.ts';
import { renderReportHtml } from '../../render/report/html.ts';
import { largeReport } from '../large-report.ts';
import { emptyReport, hostileTexts, reportWith } from '../render/report/report-with.ts';
import { richReport } from '../rich-report.ts';
import { findBarriers, findChromium, startChromium } from './chromium.ts';

const found = findChromium();
if ('missing' in found) console.log(`skipped: the report in a real Chromium: ${found.missing}`);

const questions = readQuestions(createSqlLibrary('sql'));
const rich = renderReportHtml(richReport(), questions);
const empty = renderReportHtml(emptyReport, questions);
const schemes = ['light', 'dark'] as const;
const widths = [390, 900, 1500, 1800];

describe.skipIf('missing' in found)('the report in a real Chromium', () => {
  let chromium: Awaited<ReturnType<typeof startChromium>>;
  beforeAll(async () => {
    if ('path' in found) chromium = await startChromium(found.path);
  });
  afterAll(async () => {
    await chromium?.stop();
  });

  it.each([true, false])('opens without a complaint and without a request, scripts %s', async (javaScriptEnabled) => {
    const { page, complaints, requests, close } = await chromium.open(rich, { javaScriptEnabled });
    expect(await page.locator('h2:visible').count()).toBe(6);
    expect(await page.locator('#keys ~ .scroll tbody tr:visible').count()).toBe(13);
    expect(await page.locator('svg:visible').count()).toBe(3);
    expect((await page.locator('input, button').count()) > 0).toBe(javaScriptEnabled);
    await page.locator('#left .tile a').first().click();
    await page.locator('#how-keys').waitFor({ state: 'visible' });
    expect([complaints, requests]).toEqual([[], []]);
    await close();
  });

  it('sorts a table by a click or a key on its heading, numbers as numbers', async () => {
    const { page, close } = await chromium.open(rich);
    const table = page.locator('#subjects ~ .scroll table');
    const head = table.getByRole('columnheader', { name: 'Sessions', exact: true });
    const first = () => table.locator('tbody tr').first().locator('td').nth(1).innerText();
    await head.getByRole('button').click();
    expect([await head.getAttribute('aria-sort'), await first()]).toEqual(['descending', '820']);
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect([await head.getAttribute('aria-sort'), await first()]).toEqual(['ascending', '103']);
    const name = table.getByRole('columnheader', { name: 'Repository or workspace' });
    await name.getByRole('button').click();
    expect(await table.locator('th[aria-sort]').count()).toBe(1);
    expect(await table.locator('tbody tr').first().innerText()).toContain('acme/billing');
    expect(await page.locator('#live').innerText()).toContain('ascending');
    await close();
  });

  it('filters a table by words in any column', async () => {
    const { page, close } = await chromium.open(rich);
    await page.getByRole('searchbox', { name: 'Filter Long-lived keys' }).fill('delete example10');
    const rows = page.locator('#keys ~ .scroll tbody tr:visible');
    expect(await rows.count()).toBe(1);
    expect(await rows.first().innerText()).toContain('AKIAEXAMPLE10QRSTUVW');
    expect(await page.locator('#left .filter .count').first().innerText()).toBe('1 of 13');
    await close();
  });

  it('copies the SQL behind a number', async () => {
    const { page, close } = await chromium.open(rich, { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.locator('#far .tile a').first().click();
    await page.locator('#how-calls .copy').first().click();
    await page.locator('#how-calls .copy', { hasText: 'Copied' }).first().waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toBe(await page.locator('#how-calls code').first().textContent());
    expect(copied).toContain("date '2026-11-23'");
    await close();
  });

  it.each([true, false])(
    'prints to PDF with every box opened, and closes them again, scripts %s',
    async (javaScriptEnabled) => {
      const { page, close } = await chromium.open(rich, { javaScriptEnabled });
      await page.emulateMedia({ media: 'print' });
      if (!javaScriptEnabled) expect((await page.locator('#how-keys').boundingBox())?.height).toBeGreaterThan(100);
      const pdf = await page.pdf({ preferCSSPageSize: true });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(8);
      expect(await page.locator('details[open]').count()).toBe(0);
      await close();
    },
  );

  it.each(schemes.flatMap((scheme) => [1280, 390].map((width) => [scheme, width] as const)))(
    'has no serious barrier, %s, on a screen of %i',
    async (colorScheme, width) => {
      for (const html of [rich, empty]) {
        const { page, close } = await chromium.open(html, { colorScheme, viewport: { width, height: 900 } });
        await page.evaluate('for (const box of document.querySelectorAll("details")) box.open = true');
        expect(await findBarriers(page)).toEqual([]);
        await close();
      }
    },
  );

  it.each(widths)('is no wider than a screen of %i', async (width) => {
    for (const html of [rich, empty, renderReportHtml(reportWith('x'.repeat(400)))]) {
      const { page, close } = await chromium.open(html, { viewport: { width, height: 900 } });
      expect(await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
      await close();
    }
  });

  it.each(hostileTexts)('runs nothing of %j', async (text) => {
    const { page, complaints, requests, close } = await chromium.open(renderReportHtml(reportWith(text)));
    await page.mouse.move(400, 400);
    expect([complaints, requests]).toEqual([[], []]);
    await close();
  });

  it('opens and sorts the largest report while one waits', async () => {
    const html = renderReportHtml(largeReport('acme/a-repository-of-usual-length'), questions);
    expect(Buffer.byteLength(html)).toBeLessThan(3_000_000);
    const startedAt = performance.now();
    const { page, close } = await chromium.open(html);
    await page.locator('#accounts ~ .scroll th button').nth(2).click();
    expect(await page.locator('#accounts ~ .scroll th[aria-sort=descending]').count()).toBe(1);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    await close();
  });
});

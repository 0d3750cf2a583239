import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where a Chromium is; a reason where there is none. */
export function findChromium(): { path: string } | { missing: string } {
  const path = process.env['SUBTRAIL_CHROMIUM'] ?? '';
  if (path === '') return { missing: 'SUBTRAIL_CHROMIUM is not set: scripts/fetch-chromium.sh finds or installs one' };
  return existsSync(path) ? { path } : { missing: `there is no Chromium at ${path}` };
}

/** A page opened from a file, and what the browser had to say about it. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors and warnings of the console, exceptions, and dialogs. */
  readonly complaints: string[];
  /** Addresses that were asked for, beside the file itself. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Opens pages in a browser; a folder of its own holds their files. */
export async function startChromium(path: string) {
  const browser: Browser = await chromium.launch({ executablePath: path });
  const folder = mkdtempSync(join(tmpdir(), 'subtrail-browser-'));
  let opened = 0;
  return {
    async open(html: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
      opened += 1;
      const file = join(folder, `report-${opened}.html`);
      writeFileSync(file, html);
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (request.url() !== `file://${file}`) requests.push(request.url());
      });
      await page.goto(`file://${file}`);
      return { page, complaints, requests, close: () => context.close() };
    },
    async stop(): Promise<void> {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Rules of accessibility that a page breaks, seriously or worse, with the first element that does. */
export async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate<
    { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[]
  >(
    'axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => JSON.parse(JSON.stringify(violations)))',
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.length} times, first ${nodes[0]?.html}: ${nodes[0]?.failureSummary}`);
}

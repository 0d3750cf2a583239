// Draws the picture of a report that the README shows: npx tsx scripts/draw-report.ts subtrail-demo/report.html docs/report.png
// Wants a Chromium: SUBTRAIL_CHROMIUM, as scripts/fetch-chromium.sh prints it.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [report = 'subtrail-demo/report.html', picture = 'docs/report.png'] = process.argv.slice(2);
const executablePath = process.env['SUBTRAIL_CHROMIUM'];
if (executablePath === undefined) throw new Error('Set SUBTRAIL_CHROMIUM: scripts/fetch-chromium.sh prints it');

const browser = await chromium.launch({ executablePath });
const page = await browser.newPage({ viewport: { width: 1280, height: 1470 }, colorScheme: 'light' });
await page.goto(pathToFileURL(resolve(report)).href);
await page.screenshot({ path: picture });
await browser.close();

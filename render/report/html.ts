import type { Report } from '../../core/compliance/report.ts';
import { renderSection } from './block.ts';
import { distanceSection } from './distance-section.ts';
import { escapeHtml } from './escape-html.ts';
import { forecastSection } from './forecast-section.ts';
import { keysSection } from './keys-section.ts';
import { renderOpening, renderRail } from './opening.ts';
import { ownersSection } from './owners-section.ts';
import { pageScript, pageScriptHash } from './page-script.ts';
import type { Questions } from './questions.ts';
import { regressionsSection } from './regressions-section.ts';
import { reportStyle } from './style.ts';
import { sentence, text } from './table.ts';
import { trailSection } from './trail-section.ts';

/** Nothing but this page's own style and script: no image, frame, form, font or connection. */
const contentPolicy = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  `script-src '${pageScriptHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The sections in the order in which a reader asks. */
const sections = [distanceSection, keysSection, ownersSection, regressionsSection, forecastSection, trailSection];

/**
 * The report as one HTML page that needs no network, and no script to be read. Text from logs stays text.
 * **shape**: below three megabytes whatever the report holds; what is left out is counted. `questions`: the SQL that the page
 * shows where it says how a number is counted.
 */
export function renderReportHtml(report: Report, questions: Questions = new Map()): string {
  const input = { report, questions };
  const body = sections.map((section) => renderSection(section(report), input)).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${text(report.title)}: ${escapeHtml(report.week)}</title>
<style>${reportStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
${renderRail()}
<div class="sheet">
<main id="content">
<header>
<p class="eyebrow">${sentence(`Week ${report.week}, ${report.weekStartOn} to ${report.weekEndOn}. All times are UTC.`)}</p>
<h1>${text(report.title)}</h1>
</header>
${renderOpening(input)}
${body}
</main>
<footer><p>Made by subtrail from CloudTrail deliveries of ${escapeHtml(report.windowStartOn)} to ${escapeHtml(report.weekEndOn)}. Every number can be asked again: “How this is counted” has the question. The same report is written as Markdown, CSV and JSON too (${escapeHtml(report.schema)}).</p></footer>
</div>
<p id="live" class="hidden" role="status"></p>
<script>${pageScript}</script>
</body>
</html>
`;
}

import type { Report } from '../../core/compliance/report.ts';
import { escapeHtml } from './escape-html.ts';
import { chartKindName, chartKinds, renderOriginChart } from './origin-chart.ts';
import { renderKeys, renderRefusals, renderSubjects, renderUnexpected, renderWeeks } from './sections.ts';
import { reportStyle } from './style.ts';
import { renderTiles } from './tiles.ts';
import { renderTrail } from './trail-section.ts';
import { shareDefinition } from './words.ts';

/** The report as one HTML page that needs no network and no script. Text from logs stays text. */
export function renderReportHtml(report: Report): string {
  const title = escapeHtml(report.title);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="referrer" content="no-referrer">
<title>${title}: ${escapeHtml(report.week)}</title>
<style>${reportStyle}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<main id="content">
<header>
<h1>${title}</h1>
<p class="lead">Week ${escapeHtml(report.week)}, ${escapeHtml(report.weekStartOn)} to ${escapeHtml(report.weekEndOn)}. All times are UTC.</p>
</header>
${renderTiles(report)}
${section('Who called', 'Calls per week by what they go back to, after following every session to its root.', renderChart(report))}
${section('Long-lived keys left', 'Keys that made calls in the weeks shown, themselves or through sessions they obtained. Calls through sessions look like a role in CloudTrail; they end when the key does.', renderKeys(report))}
${section('Unexpected subjects', 'Exchanges whose subject or audience the policy file does not expect for the role.', renderUnexpected(report))}
${section('Subjects by repository', 'What federated with an OIDC token, by the repository, workspace or service account that its subject names.', renderSubjects(report))}
${section('Refused exchanges', 'Tokens that AWS did not accept for a role: a trust policy at work, a typing error in one, or a stranger.', renderRefusals(report))}
${section('What the trail cannot see', 'What limits the numbers above.', renderTrail(report))}
<footer><p>${escapeHtml(shareDefinition)}</p></footer>
</main>
</body>
</html>
`;
}

const section = (heading: string, lead: string, content: string): string =>
  `<section><h2>${escapeHtml(heading)}</h2>\n<p class="lead">${escapeHtml(lead)}</p>\n${content}</section>`;

function renderChart(report: Report): string {
  const isEmpty = report.weeks.every((week) => Object.keys(week.calls).length === 0);
  if (isEmpty) return '<p class="empty">No calls in the weeks before this report.</p>';
  const legend = chartKinds
    .map((kind) => `<li><i style="background:var(--kind-${kind})"></i>${escapeHtml(chartKindName(kind))}</li>`)
    .join('');
  return `<ul class="legend">${legend}</ul>\n<figure>${renderOriginChart(report.weeks)}</figure>\n<details><summary>The numbers</summary>${renderWeeks(report)}</details>`;
}

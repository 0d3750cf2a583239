import { barY, plot, ruleY } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { ReportWeek } from '../../core/compliance/report-rows.ts';
import { kindNames, number } from './words.ts';

/** Kinds that the chart shows apart; the rest together are of no interest to a migration. */
export const chartKinds = ['web_identity', 'access_key', 'people', 'aws_service', 'unknown'] as const;
type ChartKind = (typeof chartKinds)[number];

const groups: ReadonlyMap<string, ChartKind> = new Map(
  Object.entries({
    web_identity: 'web_identity',
    access_key: 'access_key',
    console: 'people',
    identity_center: 'people',
    saml: 'people',
    root_user: 'people',
    aws_service: 'aws_service',
    external_account: 'unknown',
    unknown: 'unknown',
  } as const),
);

/** What the legend calls a kind. */
export const chartKindName = (kind: ChartKind): string =>
  kind === 'people' ? 'People' : kind === 'unknown' ? 'Other accounts and not known' : (kindNames.get(kind) ?? kind);

/** Calls per week by what they go back to, as SVG text that takes its colours from the page (`--kind-…`). */
export function renderOriginChart(weeks: readonly ReportWeek[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const bars = weeks.flatMap((week) => groupCalls(week));
  const chart = plot({
    document: document as never,
    width: 960,
    height: 300,
    marginLeft: 64,
    marginBottom: 40,
    style: { background: 'transparent', color: 'currentColor', fontSize: '12px' },
    x: { type: 'band', label: null, tickFormat: (name: string) => tickOf(name, weeks), padding: 0.25 },
    y: { label: 'calls a week', grid: true, ticks: 5, tickFormat: (calls: number) => number(calls) },
    color: { domain: [...chartKinds], range: chartKinds.map((kind) => `var(--kind-${kind})`) },
    marks: [
      barY(bars, {
        x: 'week',
        y: 'calls',
        fill: 'kind',
        order: [...chartKinds],
        title: (bar: Bar) => `${bar.week}: ${number(bar.calls)} ${chartKindName(bar.kind)}`,
      }),
      ruleY([0]),
    ],
  });
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', 'Calls per week by what they go back to; the table below has the numbers');
  return chart.outerHTML;
}

interface Bar {
  readonly week: string;
  readonly kind: ChartKind;
  readonly calls: number;
}

function groupCalls(week: ReportWeek): Bar[] {
  return chartKinds.map((kind) => ({
    week: week.name,
    kind,
    calls: Object.entries(week.calls).reduce(
      (sum, [origin, calls]) => sum + ((groups.get(origin) ?? 'unknown') === kind ? calls : 0),
      0,
    ),
  }));
}

/** Every week has a name while there is room; then every second, third and so on. */
function tickOf(name: string, weeks: readonly ReportWeek[]): string {
  const every = Math.ceil(weeks.length / 13);
  const fromEnd = weeks.length - 1 - weeks.findIndex((week) => week.name === name);
  return fromEnd % every === 0 ? name.slice(5) : '';
}

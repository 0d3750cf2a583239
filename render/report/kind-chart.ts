import { barY, ruleY } from '@observablehq/plot';
import { addDays, isoWeekOf } from '../../core/compliance/iso-week.ts';
import type { ReportWeek } from '../../core/compliance/report-rows.ts';
import { type ChartSize, drawChart, renderFigure } from './chart-frame.ts';
import { escapeHtml } from './escape-html.ts';
import { kindNames, number } from './words.ts';

/** Kinds that the charts show apart; the rest together are of no interest to a migration. */
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
  kind === 'people' ? 'People' : kind === 'unknown' ? 'Other, or not known' : (kindNames.get(kind) ?? kind);

/** Fewer bars than this would be as wide as a door. */
const weeksMin = 8;

/** Calls or sessions per week by what they go back to, stacked; words where there are none. */
export function renderKindChart(
  weeks: readonly ReportWeek[],
  { of, caption }: { readonly of: 'calls' | 'sessions'; readonly caption: string },
): string {
  const bars = weeks.flatMap((week) => groupCounts(week, of)).filter(({ count }) => count > 0);
  if (bars.length === 0) return `<p class="empty">No ${of} in the weeks before this report.</p>`;
  const names = weekNames(weeks);
  const kinds = chartKinds.filter((kind) => bars.some((bar) => bar.kind === kind));
  const label = `${caption}. The numbers stand in the table “Week by week”.`;
  const draw = ({ width, height }: ChartSize) =>
    drawChart(
      {
        width,
        height,
        marginLeft: 56,
        marginRight: 4,
        x: { type: 'band', domain: names, label: null, tickSize: 0, tickFormat: (name) => tickOf(name, names, width) },
        y: { label: `${of} a week`, grid: true, ticks: 4, tickFormat: (count: number) => number(count), tickSize: 0 },
        color: { domain: [...chartKinds], range: chartKinds.map((kind) => `var(--kind-${kind})`) },
        marks: [
          barY(bars, {
            x: 'week',
            y: 'count',
            fill: 'kind',
            order: [...chartKinds],
            insetLeft: 0.5,
            insetRight: 0.5,
            title: barTitle(of),
          }),
          ruleY([0]),
        ],
      },
      label,
    );
  return renderFigure(draw, { size: 'half', legend: legend(kinds) });
}

interface Bar {
  readonly week: string;
  readonly kind: ChartKind;
  readonly count: number;
}

const barTitle = (of: string) => (bar: Bar) => `${bar.week}: ${number(bar.count)} ${of}, ${chartKindName(bar.kind)}`;

const legend = (kinds: readonly ChartKind[]): string =>
  `<ul class="legend">${kinds.map((kind) => `<li><i style="background:var(--kind-${kind})"></i>${escapeHtml(chartKindName(kind))}</li>`).join('')}</ul>`;

function groupCounts(week: ReportWeek, of: 'calls' | 'sessions'): Bar[] {
  return chartKinds.map((kind) => ({
    week: week.name,
    kind,
    count: Object.entries(week[of]).reduce(
      (sum, [origin, count]) => sum + ((groups.get(origin) ?? 'unknown') === kind ? count : 0),
      0,
    ),
  }));
}

/** The weeks' names, and before them those of enough earlier weeks, which are empty. */
function weekNames(weeks: readonly ReportWeek[]): string[] {
  const first = weeks[0]?.startOn;
  const missing = first === undefined ? 0 : Math.max(0, weeksMin - weeks.length);
  const before = Array.from({ length: missing }, (_, index) => isoWeekOf(addDays(first ?? '', -7 * (missing - index))));
  return [...before, ...weeks.map((week) => week.name)];
}

/** Every week has a name while there is room; then every second, third and so on, counted from the last. */
function tickOf(name: string, names: readonly string[], width: number): string {
  const every = Math.ceil((names.length * 40) / width);
  const fromEnd = names.length - 1 - names.indexOf(name);
  return fromEnd % every === 0 ? name.slice(5) : '';
}

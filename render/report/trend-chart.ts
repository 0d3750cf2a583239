import { areaY, dot, lineY, ruleY, text } from '@observablehq/plot';
import { addDays } from '../../core/compliance/iso-week.ts';
import { type Forecast, keylessShare, type Report } from '../../core/compliance/report.ts';
import type { ReportWeek } from '../../core/compliance/report-rows.ts';
import { type ChartSize, drawChart, renderFigure } from './chart-frame.ts';

/** Weeks ahead that the chart shows at most; what lies beyond is told in words. */
const weeksAheadMax = 60;

interface Point {
  readonly at: Date;
  readonly share: number;
}

/** The band of a forecast on one day: the share that may be reached, at least and at most. */
interface BandPoint {
  readonly at: Date;
  readonly low: number;
  readonly high: number;
}

const dayAt = (on: string) => new Date(`${on}T00:00:00Z`);

/** Share of CI calls without a long-lived key over the weeks, and where the forecast leads; words where there are none. */
export function renderTrendChart({ weeks, forecast }: Report): string {
  const points = weeks.flatMap((week) => {
    const share = keylessShare(week);
    return share === null ? [] : [{ at: dayAt(week.startOn), share }];
  });
  const last = points.at(-1);
  if (last === undefined) return '<p class="empty">CI made no call in the weeks before this report.</p>';
  const ahead = forecast.expectedOn === null ? null : planForecast(last, forecast);
  const caption = `Share of CI calls without a long-lived key, week by week${ahead === null ? '' : '; dashed: if it goes on like this; shaded: nine chances in ten'}`;
  const draw = ({ width, height }: ChartSize) =>
    drawChart(
      {
        width,
        height,
        marginLeft: 52,
        marginBottom: 38,
        marginRight: 12,
        marginTop: 26,
        x: { type: 'utc', label: null, domain: domainOf(weeks, ahead), ticks: width > 500 ? 10 : 4, tickSize: 0 },
        y: {
          label: null,
          domain: [0, 100],
          grid: true,
          ticks: 4,
          percent: true,
          tickFormat: (value: number) => `${value} %`,
          tickSize: 0,
        },
        marks: [
          ...(ahead === null ? [] : bandMarks(last, ahead)),
          lineY(points, { x: 'at', y: 'share', stroke: 'var(--kind-web_identity)', strokeWidth: 2.25 }),
          dot(points, {
            x: 'at',
            y: 'share',
            r: points.length === 1 ? 4 : 2.25,
            fill: 'var(--kind-web_identity)',
            title: pointTitle,
          }),
          ruleY([0]),
        ],
      },
      `${caption}. The numbers stand in the table “Week by week”.`,
    );
  return renderFigure(draw, { size: 'full', caption });
}

const pointTitle = ({ at, share }: Point) => `${at.toISOString().slice(0, 10)}: ${(100 * share).toFixed(1)} %`;

/** The days that the chart spans: a single week would have no width. */
function domainOf(weeks: readonly ReportWeek[], ahead: PlannedForecast | null): [Date, Date] {
  const first = weeks[0]?.startOn ?? '';
  const last = weeks.at(-1)?.startOn ?? first;
  return [dayAt(weeks.length < 2 ? addDays(first, -49) : first), ahead === null ? dayAt(last) : ahead.untilAt];
}

interface PlannedForecast {
  readonly line: readonly Point[];
  readonly band: readonly BandPoint[];
  readonly untilAt: Date;
  readonly end: Point | null;
}

/** The forecast as lines from the last week: each reaches one on its day, or is cut where the chart ends. */
function planForecast(last: Point, forecast: Extract<Forecast, { expectedOn: string }>): PlannedForecast {
  const expected = dayAt(forecast.expectedOn);
  const earliest = dayAt(forecast.earliestOn);
  const latest = forecast.latestOn === null ? null : dayAt(forecast.latestOn);
  const reach = 1.12 * ((latest ?? expected).getTime() - last.at.getTime());
  const limit = weeksAheadMax * 7 * 86_400_000;
  const untilAt = new Date(last.at.getTime() + Math.min(reach, limit));
  const days = [last.at, earliest, expected, ...(latest === null ? [] : [latest]), untilAt]
    .filter((at) => at >= last.at && at <= untilAt)
    .toSorted((a, b) => a.getTime() - b.getTime());
  const on = (at: Date, end: Date | null) => shareOn(at, { last, end });
  return {
    line: days.filter((at) => at <= expected).map((at) => ({ at, share: on(at, expected) })),
    band: days.map((at) => ({ at, low: on(at, latest), high: on(at, earliest) })),
    untilAt,
    end: expected <= untilAt ? { at: expected, share: 1 } : null,
  };
}

/** The share on a day of a line that reaches one on its end; it stays as it is where there is no end. */
function shareOn(at: Date, { last, end }: { readonly last: Point; readonly end: Date | null }): number {
  if (end === null) return last.share;
  const span = end.getTime() - last.at.getTime();
  const gone = at.getTime() - last.at.getTime();
  return gone === 0 ? last.share : Math.min(1, span <= 0 ? 1 : last.share + ((1 - last.share) * gone) / span);
}

function bandMarks(last: Point, { line, band, end }: PlannedForecast) {
  const color = 'var(--kind-web_identity)';
  return [
    areaY(band, { x: 'at', y1: 'low', y2: 'high', fill: color, fillOpacity: 0.16 }),
    lineY([last, ...line.slice(1)], { x: 'at', y: 'share', stroke: color, strokeWidth: 1.75, strokeDasharray: '5 4' }),
    ...(end === null
      ? []
      : [
          dot([end], { x: 'at', y: 'share', r: 4, stroke: color, strokeWidth: 2, fill: 'var(--page)' }),
          text([end], {
            x: 'at',
            y: 'share',
            dy: -13,
            text: ({ at }: Point) => at.toISOString().slice(0, 10),
            fontWeight: 600,
            fill: 'currentColor',
          }),
        ]),
  ];
}

import { type PlotOptions, plot } from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml } from './escape-html.ts';

/** Drawing sizes: text keeps its size on a phone, so every chart is drawn for both. */
export const chartSizes = {
  half: { width: 590, height: 270 },
  full: { width: 1200, height: 330 },
  phone: { width: 352, height: 240 },
} as const;

/** Width and height of a drawing, in pixels. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
}

/** A chart as SVG text that takes its colours from the page and says in `label` what it shows. */
export function drawChart(options: PlotOptions, label: string): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const chart = plot({
    document: document as never,
    style: { background: 'transparent', color: 'currentColor', fontSize: '12px', overflow: 'hidden' },
    ...options,
  });
  // The whole is one picture with one name: parts that carry names without a role only confuse a screen reader.
  for (const part of chart.querySelectorAll('[aria-label]')) {
    part.setAttribute('class', part.getAttribute('aria-label') ?? '');
    part.removeAttribute('aria-label');
  }
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', label);
  return chart.outerHTML;
}

/** A chart drawn for a screen and for a phone, of which the page shows one, with a caption below. */
export function renderFigure(
  draw: (size: ChartSize) => string,
  options: { readonly size: 'half' | 'full'; readonly legend?: string; readonly caption?: string },
): string {
  const { size, legend = '', caption } = options;
  const below = caption === undefined ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`;
  return `<figure class="chart">${legend}<div class="on-screen">${draw(chartSizes[size])}</div><div class="on-phone">${draw(chartSizes.phone)}</div>${below}</figure>`;
}

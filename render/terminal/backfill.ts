import type { BackfillEstimate } from '../../core/backfill/estimate.ts';
import { assumptions } from '../../core/costs/assumptions.ts';
import { pricesReadOn } from '../../core/costs/prices.ts';
import { renderBytes, renderCount, renderDollars, renderDuration } from './amounts.ts';
import { toTerminalText } from './safe-text.ts';
import { type LayoutOptions, renderTable } from './table.ts';

/** What there is to tell of a planned backfill. `command` is null when nothing was written. */
export interface BackfillSummary {
  readonly source: string;
  readonly passedOver: Readonly<Record<string, number>>;
  readonly estimate: BackfillEstimate;
  readonly manifest: string | null;
  readonly command: string | null;
}

/** A backfill for people: how much, what it costs, how long it takes, and what to run. Without a newline at its end. */
export function renderBackfill(summary: BackfillSummary, layout: LayoutOptions): string {
  const { source, passedOver, estimate, manifest, command } = summary;
  const others = Object.entries(passedOver).map(
    ([reason, count]) => `${renderCount(count)} ${reason.replaceAll('_', ' ')}`,
  );
  const rows = estimate.items.map(({ item, quantity, unit, dollars }) => ({
    item,
    quantity: unit === 'bytes' ? renderBytes(quantity) : `${renderCount(quantity)} ${unit}`,
    dollars: renderDollars(dollars),
  }));
  const { jsonBytesPerCompressedByte, jsonBytesPerRecord } = assumptions;
  return [
    `Backfill of ${toTerminalText(source)}`,
    `${renderCount(estimate.objects)} deliveries, ${renderBytes(estimate.compressedBytes)} compressed${others.length === 0 ? '' : `; passed over: ${others.join(', ')}`}`,
    `About ${renderBytes(estimate.jsonBytes)} of JSON and ${renderCount(estimate.records)} records: reckoned as ${jsonBytesPerCompressedByte} bytes of JSON for a compressed`,
    `one and ${renderCount(jsonBytesPerRecord)} for a record, as measured on made-up trails; nothing was opened`,
    '',
    renderTable([...rows, { item: 'in all', quantity: '', dollars: renderDollars(estimate.dollars) }], layout),
    `Prices of us-east-1, looked up ${pricesReadOn}, without free tiers`,
    '',
    `Reading takes about ${renderDuration(estimate.readingSeconds)} with ${estimate.concurrency} objects at a time; settling, beside it, about ${renderDuration(estimate.settlingSeconds)}`,
    ...(manifest === null ? ['Nothing was written'] : [`Manifest: ${toTerminalText(manifest)}`]),
    ...(command === null ? [] : ['', 'Make the job, which waits until you confirm it:', '', command]),
  ].join('\n');
}

import type { ServiceCosts } from '../../core/costs/service-costs.ts';
import { renderBytes, renderCount, renderDollars } from '../terminal/amounts.ts';

/** One column of the table. `note` stands behind the number of accounts, and may be empty. */
export interface CostColumn {
  readonly note: string;
  readonly costs: ServiceCosts;
}

/** Costs of several loads as one Markdown table, a column each. Without a newline at its end. */
export function renderCostTable(columns: readonly CostColumn[]): string {
  const row = (name: string, cell: (one: ServiceCosts, note: string) => string): string =>
    `| ${name} | ${columns.map(({ costs, note }) => cell(costs, note)).join(' | ')} |`;
  const names = columns[0]?.costs.items.map(({ item }) => item) ?? [];
  return [
    row('accounts', ({ load }, note) => `${renderCount(load.accounts)}${note === '' ? '' : `, ${note}`}`),
    `| --- |${columns.map(() => ' ---: |').join('')}`,
    row('calls a month', ({ load }) => `${renderCount(load.eventsPerMonth / 1e6)} million`),
    row('objects a month', ({ load }) => renderCount(load.objectsPerMonth)),
    row('json.gz a month', ({ compressedGb }) => renderBytes(compressedGb * 1e9)),
    ...names.map((name) =>
      row(name, ({ items }) => renderDollars(items.find(({ item }) => item === name)?.dollars ?? 0)),
    ),
    row('**a month**', ({ dollars }) => `**${renderDollars(dollars)}**`),
    row('a GB of json.gz', ({ dollarsPerGb }) => renderDollars(dollarsPerGb)),
    row('a million calls', ({ dollars, load }) => renderDollars((dollars * 1e6) / load.eventsPerMonth)),
    row('a run of attribute reads', ({ attributeRunBytes }) => renderBytes(attributeRunBytes)),
    row('and takes', ({ attributeRunSeconds }) => `${renderCount(attributeRunSeconds)} s`),
  ].join('\n');
}

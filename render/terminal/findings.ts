import pc from 'picocolors';
import { findDetection } from '../../core/findings/catalogue.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { type Severity, severities } from '../../core/findings/severity.ts';
import { evidenceFacts } from './evidence-facts.ts';
import { renderInstant, renderRelativeTime } from './relative-time.ts';
import { toTerminalText } from './safe-text.ts';
import type { LayoutOptions } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** Columns for the names of facts, and the fewest that a fact's text gets. */
const nameWidth = 16;
const textWidthMin = 24;

/**
 * Findings as blocks to read, the most severe first and the latest first among equals.
 * **shape**: `asOf` is what "3 hours ago" counts from. Ends in a newline. No text from a log steers the terminal.
 */
export function renderFindings(findings: readonly Finding[], options: LayoutOptions & { readonly asOf: Date }): string {
  if (findings.length === 0) return 'No findings\n';
  return `${[...findings]
    .sort(compareFindings)
    .map((finding) => renderFinding(finding, options))
    .join('\n\n')}\n`;
}

function renderFinding(finding: Finding, options: LayoutOptions & { readonly asOf: Date }): string {
  const colour = pc.createColors(options.colours);
  const detection = findDetection(finding.rule);
  const title = detection?.title ?? finding.rule;
  const heading = [
    severityColour(colour, finding.severity)(finding.severity.toUpperCase()),
    colour.bold(toTerminalText(title)),
    finding.state === 'open' ? '' : colour.dim(`(${finding.state})`),
  ];
  const lines = factsOf(finding, options.asOf).flatMap(([name, text]) => layOutFact(name, text, options));
  return [heading.filter((part) => part !== '').join('  '), ...lines].join('\n');
}

/** Name and text of each line, in the order in which people ask: who, what, where, since when, whose, and what now. */
function factsOf(finding: Finding, asOf: Date): [string, string][] {
  const { actor, action, resource, source_ip, account_id, region, owner, exemption } = finding;
  const place = [source_ip, account_id === null ? null : `account ${account_id}`, region];
  const facts: [string, string | null][] = [
    ['who', actor],
    ['did', action],
    ['on', resource],
    ['from', place.filter((part) => part !== null && part !== '').join(', ')],
    ['seen', seenText(finding, asOf)],
    ['owner', owner],
    ...evidenceFacts(finding.evidence),
    ['exempt', exemption],
    ['why', findDetection(finding.rule)?.why ?? null],
    ['what to do', findDetection(finding.rule)?.nextStep ?? null],
    ['cannot see', findDetection(finding.rule)?.limits ?? null],
    ['rule', `${finding.rule}, see docs/detections/${finding.rule}.md`],
    ['finding', finding.finding_key === resource ? null : finding.finding_key],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== '');
}

function seenText({ event_count, first_event_at, last_event_at }: Finding, asOf: Date): string {
  if (event_count === 0) return '';
  const times = event_count === 1 ? 'once' : `${event_count.toLocaleString('en')} times`;
  const told = (text: string) => `${renderRelativeTime(new Date(text), asOf)} (${renderInstant(new Date(text))})`;
  if (first_event_at === last_event_at) return `${times}, ${told(last_event_at)}`;
  return `${times}, first ${told(first_event_at)}, last ${told(last_event_at)}`;
}

function layOutFact(name: string, text: string, { width, colours }: LayoutOptions): string[] {
  const colour = pc.createColors(colours);
  const safe = toTerminalText(text);
  const lines = width === undefined ? [safe] : wrapText(safe, Math.max(textWidthMin, width - nameWidth - 2));
  const label = `${toTerminalText(name).padEnd(nameWidth - 1)} `;
  return lines.map((line, index) => `  ${index === 0 ? colour.dim(label) : ' '.repeat(nameWidth)}${line}`.trimEnd());
}

type Colours = ReturnType<typeof pc.createColors>;

function severityColour(colour: Colours, severity: Severity): (text: string) => string {
  const bySeverity = { high: colour.red, medium: colour.yellow, low: colour.blue };
  const chosen = bySeverity[severity];
  return (text) => colour.bold(chosen(text));
}

function compareFindings(left: Finding, right: Finding): number {
  const bySeverity = severities.indexOf(left.severity) - severities.indexOf(right.severity);
  if (bySeverity !== 0) return bySeverity;
  const byTime = Date.parse(right.last_event_at) - Date.parse(left.last_event_at);
  if (byTime !== 0 && !Number.isNaN(byTime)) return byTime;
  return left.finding_key < right.finding_key ? -1 : 1;
}

import { findDetection } from '../../core/findings/catalogue.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { type Severity, severities } from '../../core/findings/severity.ts';
import type { MessageKind } from '../../core/notifications/notice.ts';
import { renderFindingLine, renderFindingSection, titleOfRule } from './finding-section.ts';
import {
  type SlackBlock,
  type SlackContext,
  type SlackHeader,
  type SlackMessage,
  type SlackSection,
  slackLimits,
} from './limits.ts';
import { toPlainText, toSlackLink, toSlackText } from './slack-text.ts';

/** Findings described one by one, and findings named in a line each; the rest is counted. */
const describedMax = 8;
const namedMax = 10;

/** What a message is about. `mayRepeat`: nobody can say whether an earlier attempt arrived. */
export interface MessageContent {
  readonly kind: MessageKind;
  readonly findings: readonly Finding[];
  readonly mayRepeat: boolean;
  readonly runbookUrl?: string | undefined;
  readonly queryUrl?: string | undefined;
}

const openings: Readonly<Record<MessageKind, string>> = {
  opened: '',
  reopened: 'Back again: ',
  lapsed: 'No longer exempt: ',
  reminder: 'Still there: ',
  resolved: 'Resolved: ',
  summary: '',
};
const severityWords: Readonly<Record<Severity, { readonly name: string; readonly when: string }>> = {
  high: { name: ':red_circle: *High*', when: 'look today' },
  medium: { name: ':large_orange_circle: *Medium*', when: 'look this week' },
  low: { name: ':large_blue_circle: *Low*', when: 'look when there is time' },
};

/**
 * The message for a group of findings: all of one rule, or a summary of many.
 * **shape**: within the limits of Block Kit, whatever the findings hold; no text from a log formats, links or mentions.
 * **errors**: never throws.
 */
export function renderSlackMessage(content: MessageContent): SlackMessage {
  const findings = [...content.findings].sort(bySeverity);
  const title = titleOf(content.kind, findings);
  const blocks: SlackBlock[] = [
    header(title),
    ...(content.mayRepeat
      ? [context(':repeat: This may be a repeat: an earlier attempt ended before Slack answered')]
      : []),
    ...bodyOf(content, findings),
  ];
  const [first] = findings;
  const lead = first === undefined ? '' : `\n${findings.length === 1 ? '' : 'First: '}${renderFindingLine(first)}`;
  return { text: `${toSlackText(title, 300)}${lead}`, blocks: blocks.slice(0, slackLimits.blocksMax) };
}

function titleOf(kind: MessageKind, findings: readonly Finding[]): string {
  if (kind === 'summary') {
    const areOver = findings.every((finding) => finding.state === 'resolved');
    return `${findings.length.toLocaleString('en')} findings ${areOver ? 'resolved' : 'to look at'}`;
  }
  const rule = findings[0]?.rule ?? '';
  const name = titleOfRule(rule);
  return `${openings[kind]}${name}${findings.length > 1 ? `: ${findings.length.toLocaleString('en')} findings` : ''}`;
}

function bodyOf(content: MessageContent, findings: readonly Finding[]): SlackBlock[] {
  if (content.kind === 'summary') return summaryBody(content, findings);
  if (content.kind === 'resolved') return [listOf(findings), context(resolvedWords(findings))];
  if (content.kind === 'reminder')
    return [severityLine(findings), listOf(findings), ...adviceBlocks(content, findings)];
  const described = findings.slice(0, describedMax);
  return [
    severityLine(findings),
    ...described.flatMap((finding, index): SlackBlock[] => [
      ...(index === 0 ? [] : [{ type: 'divider' } as const]),
      renderFindingSection(finding),
    ]),
    ...moreThan(described.length, findings.length),
    ...adviceBlocks(content, findings),
  ];
}

function summaryBody(content: MessageContent, findings: readonly Finding[]): SlackBlock[] {
  const counts = severities.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${severityWords[severity].name} ${count.toLocaleString('en')}`];
  });
  const rules = [...new Set(findings.map((finding) => finding.rule))].map((rule) => {
    const count = findings.filter((finding) => finding.rule === rule).length;
    return `• *${findDetection(rule)?.title ?? toSlackText(rule, 80)}*  ${count.toLocaleString('en')}`;
  });
  return [
    context(counts.join('   ')),
    section(rules.join('\n')),
    { type: 'divider' },
    section(`*The most urgent*\n${findings.slice(0, namedMax).map(renderFindingLine).join('\n')}`),
    ...moreThan(Math.min(findings.length, namedMax), findings.length),
    ...linkBlock(content, null),
  ];
}

const listOf = (findings: readonly Finding[]): SlackSection => {
  const named = findings.slice(0, namedMax).map(renderFindingLine);
  const rest = findings.length - named.length;
  return section([...named, ...(rest > 0 ? [`and ${rest.toLocaleString('en')} more`] : [])].join('\n'));
};

const resolvedWords = (findings: readonly Finding[]): string => {
  const days = findDetection(findings[0]?.rule ?? '')?.quietDays ?? null;
  return days === null ? 'It does not hold any more' : `Nothing new for ${days} days, or the policy allows it now`;
};

function severityLine(findings: readonly Finding[]): SlackContext {
  const { name, when } = severityWords[findings[0]?.severity ?? 'low'];
  return context(`${name}: ${when}`);
}

const moreThan = (shown: number, all: number): SlackContext[] =>
  all > shown ? [context(`and ${(all - shown).toLocaleString('en')} more: \`subtrail detect\` shows them all`)] : [];

/** Why it matters and what to do: the same for all findings of a rule, so it is said once. */
function adviceBlocks(content: MessageContent, findings: readonly Finding[]): SlackBlock[] {
  const detection = findDetection(findings[0]?.rule ?? '');
  if (detection === undefined) return [];
  return [
    section(
      `*Why it matters*  ${toSlackText(detection.why, 600)}.\n*What to do*  ${toSlackText(detection.nextStep, 600)}.`,
    ),
    context(`It cannot see: ${toSlackText(detection.limits, 600)}.`),
    ...linkBlock(content, detection.id),
  ];
}

function linkBlock({ runbookUrl, queryUrl }: MessageContent, rule: string | null): SlackContext[] {
  const parts = [
    rule === null ? '' : `Rule \`${rule}\``,
    rule === null || runbookUrl === undefined
      ? ''
      : toSlackLink(`${runbookUrl.replace(/\/+$/, '')}/${rule}.md`, 'Runbook'),
    queryUrl === undefined ? '' : toSlackLink(queryUrl, 'Saved queries'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? [] : [context(parts.join(' · '))];
}

const header = (text: string): SlackHeader => ({
  type: 'header',
  text: { type: 'plain_text', text: toPlainText(text, slackLimits.headerTextMax), emoji: false },
});
const section = (text: string): SlackSection => ({ type: 'section', text: { type: 'mrkdwn', text } });
const context = (text: string): SlackContext => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });

function bySeverity(left: Finding, right: Finding): number {
  const severity = severities.indexOf(left.severity) - severities.indexOf(right.severity);
  return severity !== 0 ? severity : right.event_count - left.event_count;
}

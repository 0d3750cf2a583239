import type { Report } from '../../core/compliance/report.ts';
import { findDetection } from '../../core/findings/catalogue.ts';
import { renderMarkdownTable } from './markdown-text.ts';
import { minute, number, regressionNames, shortArn } from './words.ts';

const told = (evidence: Readonly<Record<string, unknown>>, name: string): string => number(Number(evidence[name]) || 0);

/** What goes the wrong way, as Markdown with a heading for each list. */
export const renderWrongWay = ({ regressions, unexpected, refusals, hygiene, exemptions }: Report): string[] => [
  '### Regressions',
  renderMarkdownTable(regressions, [
    ['What', ({ kind }) => regressionNames[kind]],
    ['Key or repository', ({ name }) => name],
    ['Principal', ({ principal }) => shortArn(principal ?? '')],
    ['Owner', ({ owner }) => owner ?? ''],
    ['Beside what', ({ detail }) => detail],
    ['First seen', ({ at }) => minute(at)],
  ]),
  '### Unexpected subjects',
  renderMarkdownTable(unexpected, [
    ['Subject', (finding) => finding.actor ?? ''],
    ['Issuer', (finding) => String(finding.evidence['issuer'] ?? '')],
    ['Role', (finding) => shortArn(finding.resource ?? '')],
    ['Succeeded', (finding) => told(finding.evidence, 'succeeded')],
    ['Refused', (finding) => told(finding.evidence, 'refused')],
    ['Calls', (finding) => told(finding.evidence, 'session_calls')],
    ['Last seen', (finding) => minute(finding.last_event_at)],
  ]),
  '### Refused exchanges',
  renderMarkdownTable(refusals, [
    ['Subject', (refusal) => refusal.subject ?? ''],
    ['Role', (refusal) => shortArn(refusal.roleArn ?? '')],
    ['Attempts', (refusal) => number(refusal.attempts)],
    ['Last attempt', (refusal) => minute(refusal.lastAttemptAt)],
  ]),
  '### Federated roles',
  renderMarkdownTable(hygiene, [
    ['Role', (finding) => shortArn(finding.resource ?? finding.finding_key)],
    ['What', (finding) => findDetection(finding.rule)?.title ?? finding.rule],
    ['Severity', (finding) => finding.severity],
    ['Owner', (finding) => finding.owner ?? ''],
    ['Next step', (finding) => findDetection(finding.rule)?.nextStep ?? ''],
  ]),
  '### Exemptions',
  renderMarkdownTable(exemptions, [
    ['Rule', ({ rule }) => rule],
    ['What', ({ match }) => match],
    ['Why', ({ reason }) => reason],
    ['Owner', ({ owner }) => owner],
    ['Until', ({ until }) => until],
    ['Findings covered', ({ findings }) => number(findings)],
  ]),
];

import { detectionCatalogue, findDetection } from '../core/findings/catalogue.ts';
import type { Finding } from '../core/findings/finding.ts';
import type { Severity } from '../core/findings/severity.ts';
import { toTerminalJson, toTerminalText } from './terminal/safe-text.ts';

const levels: Readonly<Record<Severity, string>> = { high: 'error', medium: 'warning', low: 'note' };

/** `toolVersion` is ours; `policyPath` the file that an exemption or expectation would be written to. */
export interface SarifContext {
  readonly toolVersion: string;
  readonly policyPath: string;
}

/**
 * Findings in SARIF 2.1.0, for tools that show the results of checks.
 * **shape**: a finding has no line of code, so its place is the policy file, and the resource its logical location. The
 * fingerprint is the finding's key, which is the same on every run.
 * **source**: OASIS, Static Analysis Results Interchange Format 2.1.0 (read 2026-11)
 */
export function renderSarif(findings: readonly Finding[], { toolVersion, policyPath }: SarifContext): string {
  const rules = detectionCatalogue.map(({ id, title, summary, why, nextStep, limits }) => ({
    id,
    name: title,
    shortDescription: { text: `${summary}.` },
    fullDescription: { text: `${why}.` },
    help: { text: `What to do: ${nextStep}. It cannot see: ${limits}.` },
  }));
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'subtrail', version: toolVersion, rules } },
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: rules.findIndex((rule) => rule.id === finding.rule),
          level: levels[finding.severity],
          message: { text: toTerminalText(messageOf(finding)) },
          locations: [
            {
              physicalLocation: { artifactLocation: { uri: encodeURI(policyPath) } },
              logicalLocations: [{ fullyQualifiedName: finding.resource ?? finding.finding_key, kind: 'resource' }],
            },
          ],
          partialFingerprints: { 'subtrailFindingKey/v1': `${finding.rule} ${finding.finding_key}` },
          properties: {
            actor: finding.actor,
            account: finding.account_id,
            owner: finding.owner,
            evidence: finding.evidence,
          },
        })),
      },
    ],
  };
  return toTerminalJson(JSON.stringify(log));
}

function messageOf({ rule, actor, action, resource, event_count, last_event_at }: Finding): string {
  const parts = [
    findDetection(rule)?.title ?? rule,
    [actor, action === null || action === '' ? null : `did ${action}`, resource === null ? null : `on ${resource}`]
      .filter((part) => part !== null)
      .join(' '),
    event_count > 0 ? `seen ${event_count === 1 ? 'once' : `${event_count} times`}, last at ${last_event_at}` : '',
  ];
  return `${parts.filter((part) => part !== '').join(': ')}.`;
}

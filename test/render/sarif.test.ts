import { describe, expect, it } from 'vitest';
import { detectionCatalogue } from '../../core/findings/catalogue.ts';
import { renderSarif } from '../../render/sarif.ts';
import { someFinding } from '../some-finding.ts';

const context = { toolVersion: '1.2.3', policyPath: 'ci/sub trail.yaml' };

describe('renderSarif()', () => {
  it('gives every finding a rule, a level, a place and a fingerprint that stays', () => {
    const findings = detectionCatalogue.map(({ id }) =>
      someFinding({ rule: id, resource: 'arn:aws:iam::123456789012:role/x' }),
    );
    const { version, runs } = JSON.parse(renderSarif(findings, context));
    expect(version).toBe('2.1.0');
    const [run] = runs;
    expect(run.tool.driver).toMatchObject({ name: 'subtrail', version: '1.2.3' });
    for (const [index, result] of run.results.entries()) {
      expect(run.tool.driver.rules[result.ruleIndex].id).toBe(findings[index]?.rule);
      expect(result).toMatchObject({
        level: 'error',
        locations: [{ physicalLocation: { artifactLocation: { uri: 'ci/sub%20trail.yaml' } } }],
        partialFingerprints: { 'subtrailFindingKey/v1': `${findings[index]?.rule} AKIAEXAMPLE1` },
      });
    }
  });

  it('keeps hostile text text', () => {
    const hostile = '\u202e\u001b[31m<script>\u2028"';
    const sarif = renderSarif(
      [someFinding({ actor: hostile, action: hostile, resource: hostile, event_count: 0 })],
      context,
    );
    for (const character of ['\u202e', '\u001b', '\u2028']) expect(sarif).not.toContain(character);
    expect(JSON.parse(sarif).runs[0].results[0].properties.actor).toBe(hostile);
  });

  it('is a valid log without findings', () => {
    expect(JSON.parse(renderSarif([], context)).runs[0].results).toEqual([]);
  });
});

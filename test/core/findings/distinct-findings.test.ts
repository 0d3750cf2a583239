import { describe, expect, it } from 'vitest';
import { distinctFindings } from '../../../core/findings/distinct-findings.ts';
import { someFinding } from '../../some-finding.ts';

describe('distinctFindings()', () => {
  it('keeps the first of those with one key, and the order of the rest', () => {
    const one = someFinding({ finding_key: 'AKIAEXAMPLE1', actor: 'first' });
    const again = someFinding({ finding_key: 'AKIAEXAMPLE1', actor: 'second' });
    const other = someFinding({ finding_key: 'AKIAEXAMPLE2' });
    expect(distinctFindings([one, other, again])).toEqual([one, other]);
  });

  it('keeps those of different rules apart', () => {
    const one = someFinding({ rule: 'long_session', finding_key: 'a' });
    const other = someFinding({ rule: 'new_subject', finding_key: 'a' });
    expect(distinctFindings([one, other])).toEqual([one, other]);
  });
});

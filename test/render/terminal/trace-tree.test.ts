import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderTraceTree, type TraceNode } from '../../../render/terminal/trace-tree.ts';
import { hostileText, steersTerminals } from './hostile-text.ts';

const leaf = (label: string, ...details: string[]): TraceNode => ({ label, details, children: [] });

const chain: TraceNode = {
  label: 'AKIAEXAMPLE of user ci-deploy',
  details: ['account 123456789012'],
  children: [
    {
      label: 'AssumeRole deploy',
      details: ['from 192.0.2.10', 'session build-7'],
      children: [leaf('PutObject', '12 times'), leaf('UpdateStack')],
    },
    leaf('GetCallerIdentity', 'once'),
  ],
};

/** Trees of at most that many levels below the root: enough for every way that lines can meet. */
const nodes = (levels: number): fc.Arbitrary<TraceNode> =>
  fc.record({
    label: hostileText,
    details: fc.array(hostileText, { maxLength: 2 }),
    children: levels === 0 ? fc.constant([]) : fc.array(nodes(levels - 1), { maxLength: 2 }),
  });

describe('renderTraceTree()', () => {
  test('draws what hangs on what', () => {
    expect(renderTraceTree(chain, { colours: false })).toBe(
      `${[
        'AKIAEXAMPLE of user ci-deploy',
        '│ account 123456789012',
        '├─ AssumeRole deploy',
        '│  │ from 192.0.2.10',
        '│  │ session build-7',
        '│  ├─ PutObject',
        '│  │    12 times',
        '│  └─ UpdateStack',
        '└─ GetCallerIdentity',
        '     once',
      ].join('\n')}\n`,
    );
  });

  test('wraps long lines under their own branch', () => {
    const tree = {
      ...leaf('root'),
      children: [leaf('a label that is longer than the line', 'and a detail as long as that')],
    };
    expect(renderTraceTree(tree, { colours: false, width: 30 })).toBe(
      `${['root', '└─ a label that is longer than', '     the line', '     and a detail as long as', '     that'].join('\n')}\n`,
    );
  });

  test('stops where no honest chain goes, and says so', () => {
    let tree = leaf('end');
    for (let depth = 0; depth < 10_000; depth += 1) tree = { label: `hop ${depth}`, details: [], children: [tree] };
    const text = renderTraceTree(tree, { colours: false });
    expect(text.split('\n').length).toBeLessThan(50);
    expect(text).toContain('1 more below, not shown');
  });

  test('never lets a text steer the terminal or add a line', () => {
    const countLines = (node: TraceNode): number =>
      1 + node.details.length + node.children.reduce((sum, child) => sum + countLines(child), 0);
    fc.assert(
      fc.property(nodes(3), (tree) => {
        const text = renderTraceTree(tree, { colours: false });
        expect(text).not.toMatch(steersTerminals);
        expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(countLines(tree));
      }),
      { numRuns: 300 },
    );
  });
});

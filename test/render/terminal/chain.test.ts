import { describe, expect, it } from 'vitest';
import type { ChainNode, ChainRow } from '../../../core/lake/chain-node.ts';
import { reasons } from '../../../render/reasons.ts';
import { renderChains } from '../../../render/terminal/chain.ts';

const node = (type: ChainNode['type'], facts: ChainRow, rest: Partial<ChainNode> = {}): ChainNode => ({
  type,
  facts,
  actions: [],
  children: [],
  cut: 0,
  ...rest,
});
const render = (chain: ChainNode): string => renderChains([chain], { width: undefined, colours: false });

describe('renderChains()', () => {
  it('says who vouches for a run id', () => {
    const facts = { origin_kind: 'web_identity', origin_subject: 'repo:acme/shop:pull_request', ci_run_id: '17' };
    const told = (source: string) => render(node('origin', { ...facts, ci_run_id_source: source }));
    expect(told('principal_tags')).toContain('run 17 (signed by the issuer)');
    expect(told('session_name')).toContain('run 17 (from the session name, which the job chose)');
    expect(told('user_agent')).toContain('run 17 (from the user agent, which the job can set)');
  });

  it.each([...reasons])('tells why a chain breaks off and what to do: %s', (reason, { words, advice }) => {
    const text = render(node('origin', { origin_kind: 'unknown', attribution: 'none', attribution_reason: reason }));
    expect(text).toContain(`none, ${reason}: ${words}.`);
    expect(text).toContain(advice);
  });

  it('does not take the key of a call without an origin for its subject', () => {
    const facts = { origin_kind: 'web_identity', access_key_id: 'ASIAEXAMPLE', attribution: 'context' };
    const text = render(node('origin', { ...facts, attribution_reason: 'exchange_not_found' }));
    expect(text.split('\n')[0]).toBe('OIDC subject not known');
  });

  it('shows a step into another account as one hop', () => {
    const session = {
      recipient_account_id: '111122223333',
      event_name: 'AssumeRole',
      event_time: '2026-11-01T00:00:00Z',
    };
    const into = (account: string) =>
      render(node('session', { ...session, role_arn: `arn:aws:iam::${account}:role/deploy` }));
    expect(into('444455556666')).toContain('from account 111122223333 into 444455556666');
    expect(into('111122223333')).toContain('account 111122223333');
    expect(into('111122223333')).not.toContain('into');
  });

  it('counts calls in good English', () => {
    const action = (name: string, calls: number) => ({ event_name: name, calls, refused: 0 });
    expect(render(node('session', {}, { actions: [action('GetObject', 1)] }))).toContain('1 call: GetObject ×1');
    const many = Array.from({ length: 9 }, (_, index) => action(`Call${index}`, 2));
    expect(render(node('session', {}, { actions: many }))).toMatch(/18 calls: .*, and 1 other action$/m);
  });

  it('keeps text from a log as text', () => {
    const text = render(node('origin', { origin_kind: 'web_identity', origin_subject: '\u001b[31mred\nline' }));
    expect(text).not.toContain('\u001b');
    expect(text.trimEnd().split('\n')).toHaveLength(1);
  });
});

import type { ChainNode, ChainRow } from '../../core/lake/chain-node.ts';
import { reasons } from '../reasons.ts';
import { renderInstant } from './relative-time.ts';
import type { LayoutOptions } from './table.ts';
import { renderTraceTree, type TraceNode } from './trace-tree.ts';

/** Actions named for one credential: the rest is counted. */
const actionsMax = 8;

/** Chains as trees from the origin down, for a terminal. Ends in a newline. */
export function renderChains(chains: readonly ChainNode[], options: LayoutOptions): string {
  return chains.map((chain) => renderTraceTree(toTreeNode(chain), options)).join('\n');
}

function toTreeNode(node: ChainNode): TraceNode {
  const actions = describeActions(node.actions);
  const cut = node.cut > 0 ? ['the newest sessions only; older ones are not shown'] : [];
  return {
    label: labels[node.type](node.facts),
    details: [...details[node.type](node.facts), ...actions, ...cut],
    children: node.children.map(toTreeNode),
  };
}

const text = (row: ChainRow, name: string): string | null => {
  const value = row[name];
  return value === null || value === undefined || value === '' ? null : String(value);
};
const instant = (row: ChainRow, name: string): string => renderInstant(new Date(text(row, name) ?? Number.NaN));
const join = (parts: readonly (string | null)[], between = ', '): string =>
  parts.filter((part) => part !== null).join(between);
const labelled = (label: string, value: string | null): string | null => (value === null ? null : `${label} ${value}`);

const kindNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    web_identity: 'OIDC subject',
    access_key: 'Long-lived key',
    console: 'Console sign-in',
    saml: 'SAML user',
    identity_center: 'Identity Center user',
    aws_service: 'AWS service',
    root_user: 'Root user',
    external_account: 'Caller in another account',
  }),
);

const labels: Readonly<Record<ChainNode['type'], (row: ChainRow) => string>> = {
  origin: (row) => {
    const kind = kindNames.get(text(row, 'origin_kind') ?? '');
    const origin = text(row, 'origin_subject') ?? text(row, 'origin_key_id') ?? text(row, 'origin_principal');
    // The key of a call without an origin is shown with the call: it is not what the call goes back to.
    if (kind !== undefined) return join([kind, origin ?? 'not known'], ' ');
    const name = origin ?? (text(row, 'attribution_reason') === null ? text(row, 'access_key_id') : null);
    return name === null
      ? 'Origin not known'
      : join([`Access key ${name}`, labelled('of', text(row, 'principal_arn'))], ' ');
  },
  session: (row) => {
    const role = text(row, 'role_arn') ?? text(row, 'issued_principal_arn') ?? 'session';
    return join([role, labelled('as', text(row, 'session_name')), labelled('key', text(row, 'issued_key_id'))], '  ');
  },
  call: (row) => join([text(row, 'event_source'), text(row, 'event_name')], ' '),
};

const details: Readonly<Record<ChainNode['type'], (row: ChainRow) => string[]>> = {
  origin: (row) =>
    [
      join([
        text(row, 'origin_issuer'),
        text(row, 'origin_subject') === null ? null : text(row, 'origin_principal'),
        labelled('repository', text(row, 'ci_repository')),
        describeRun(row),
      ]),
      labelled('pull request, as the session name says:', text(row, 'pull_request_hint')) ?? '',
      ...describeReason(row),
    ].filter((line) => line !== ''),
  session: (row) => [
    join([
      text(row, 'event_name'),
      `${instant(row, 'event_time')} to ${instant(row, 'expires_at')}`,
      describeAccounts(row),
      labelled('from', text(row, 'source_ip_address')),
      labelled('refused:', text(row, 'error_code')),
    ]),
    `event ${text(row, 'event_id') ?? 'without id'}`,
  ],
  call: (row) => [
    join([
      instant(row, 'event_time'),
      labelled('account', text(row, 'recipient_account_id')),
      text(row, 'aws_region'),
      labelled('from', text(row, 'source_ip_address')),
      labelled('refused:', text(row, 'error_code')),
    ]),
    join([labelled('event', text(row, 'event_id')), labelled('signed with', text(row, 'access_key_id'))]),
  ],
};

/** Who vouches for a run id, as `ci_run_id_source` has it. */
const runSources: ReadonlyMap<string, string> = new Map(
  Object.entries({
    principal_tags: 'signed by the issuer',
    session_name: 'from the session name, which the job chose',
    user_agent: 'from the user agent, which the job can set',
  }),
);

function describeRun(row: ChainRow): string | null {
  const run = text(row, 'ci_run_id');
  const source = runSources.get(text(row, 'ci_run_id_source') ?? '');
  return run === null ? null : `run ${run}${source === undefined ? '' : ` (${source})`}`;
}

/** The way that attribution went, or why it came to no end. */
function describeReason(row: ChainRow): string[] {
  const reason = text(row, 'attribution_reason');
  if (reason === null) return [];
  const { words, advice } = reasons.get(reason) ?? { words: reason.replaceAll('_', ' '), advice: '' };
  return [`${text(row, 'attribution') ?? 'none'}, ${reason}: ${words}.`, advice];
}

/** One account, or two where a role of another account was taken. */
function describeAccounts(row: ChainRow): string | null {
  const asked = text(row, 'recipient_account_id');
  const into = /^arn:[^:]*:iam::(\d{12}):/.exec(text(row, 'role_arn') ?? '')?.[1];
  if (asked === null || into === undefined || into === asked) return labelled('account', asked);
  return `from account ${asked} into ${into}`;
}

function describeActions(actions: readonly ChainRow[]): string[] {
  if (actions.length === 0) return [];
  const total = actions.reduce((sum, action) => sum + Number(action['calls'] ?? 0), 0);
  const named = actions.slice(0, actionsMax).map((action) => {
    const refused = Number(action['refused'] ?? 0);
    return `${text(action, 'event_name')} ×${String(action['calls'])}${refused > 0 ? ` (${refused} refused)` : ''}`;
  });
  const others = actions.length - actionsMax;
  const rest = others > 0 ? `, and ${others} other ${others === 1 ? 'action' : 'actions'}` : '';
  return [`${total.toLocaleString('en')} ${total === 1 ? 'call' : 'calls'}: ${named.join(', ')}${rest}`];
}

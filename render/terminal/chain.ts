import type { ChainNode, ChainRow } from '../../core/lake/chain-node.ts';
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
    const name =
      text(row, 'origin_subject') ??
      text(row, 'origin_key_id') ??
      text(row, 'origin_principal') ??
      text(row, 'access_key_id');
    if (kind !== undefined) return join([kind, name], ' ');
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
        labelled('run', text(row, 'ci_run_id')),
      ]),
      join([
        labelled('attribution:', text(row, 'attribution')),
        text(row, 'attribution_reason')?.replaceAll('_', ' ') ?? null,
      ]),
    ].filter((line) => line !== ''),
  session: (row) => [
    join([
      text(row, 'event_name'),
      `${instant(row, 'event_time')} to ${instant(row, 'expires_at')}`,
      labelled('account', text(row, 'recipient_account_id')),
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

function describeActions(actions: readonly ChainRow[]): string[] {
  if (actions.length === 0) return [];
  const total = actions.reduce((sum, action) => sum + Number(action['calls'] ?? 0), 0);
  const named = actions.slice(0, actionsMax).map((action) => {
    const refused = Number(action['refused'] ?? 0);
    return `${text(action, 'event_name')} ×${String(action['calls'])}${refused > 0 ? ` (${refused} refused)` : ''}`;
  });
  const rest = actions.length > actionsMax ? `, and ${actions.length - actionsMax} other actions` : '';
  return [`${total.toLocaleString('en')} calls: ${named.join(', ')}${rest}`];
}

import type { Report } from '../../core/compliance/report.ts';
import type { KeyState, ReportKey } from '../../core/compliance/report-rows.ts';
import { escapeHtml } from './escape-html.ts';
import { isKeyId, nextStep, stateNames } from './key-counts.ts';
import { badge, code, html, renderTable, shareBar, sub, text } from './table.ts';
import { minute, number, percent, shortArn, shortArns } from './words.ts';

const tones: Readonly<Record<KeyState, 'hot' | 'fine' | ''>> = { in_use: 'hot', quiet: '', ready: 'fine' };

/** Badges of a list that is read at a glance; the rest is counted. */
const servicesMax = 6;

/** Keys with what hangs on them and what to do about each. */
export function renderKeys(report: Report): string {
  return renderTable<ReportKey>({
    caption: 'Long-lived keys',
    ...report.keys,
    empty: 'No long-lived key was used in these weeks.',
    columns: [
      {
        head: 'Key',
        kind: 'wide',
        cell: (key) => html(`${code(key.keyId)}${sub(key.principal === null ? '' : shortArn(key.principal))}`),
      },
      {
        head: 'State',
        cell: (key) =>
          html(`${badge(stateNames[key.state], tones[key.state])}${sub(key.use === null ? '' : `${key.use} key`)}`),
      },
      { head: 'Owner', cell: (key) => key.owner ?? 'nobody named' },
      { head: 'This week', kind: 'n', cell: (key) => number(key.weekCalls) },
      { head: 'All weeks', kind: 'n', cell: (key) => html(renderCalls(key)) },
      { head: 'What it did', kind: 'wide', cell: (key) => html(renderDeeds(key)) },
      {
        head: 'Last used',
        kind: 't',
        cell: (key) =>
          html(`${escapeHtml(key.lastEventAt.slice(0, 10))}${sub(`first ${key.firstEventAt.slice(0, 10)}`)}`),
      },
      {
        head: 'Next step',
        kind: 'wide',
        cell: (key) => html(`${text(nextStep(key, report))}${renderCommand(key.keyId)}`),
      },
    ],
  });
}

/** The command that has the steps. People paste it into a shell, so only what AWS may give as a key id stands in it. */
const renderCommand = (keyId: string): string =>
  isKeyId(keyId) ? `<code class="command">subtrail advise migrate ${text(keyId)}</code>` : '';

function renderCalls({ directCalls, sessionCalls }: ReportKey): string {
  const all = directCalls + sessionCalls;
  const hidden = all === 0 ? null : sessionCalls / all;
  return `${number(all)}${shareBar(hidden)}${sub(hidden === null ? '' : hidden === 0 ? 'all direct' : `${percent(hidden)} through sessions`)}`;
}

function renderDeeds(key: ReportKey): string {
  const services = key.services === '' ? [] : key.services.split(', ');
  const badges = services.slice(0, servicesMax).map((service) => badge(service));
  if (services.length > servicesMax) badges.push(badge(`${services.length - servicesMax} more`));
  const facts = [
    ['Actions', key.actions],
    ['From', key.addresses],
    ['With', key.agent ?? ''],
    ['Likely', key.ciProduct ?? ''],
    [
      'OIDC twin',
      key.counterpart === null
        ? ''
        : `${shortArn(key.counterpart.roleArn)}, ${percent(key.counterpart.overlap)} of its actions`,
    ],
    ['In the credential report', key.inventoryUsedAt === null ? '' : `used ${minute(key.inventoryUsedAt)}`],
  ].filter(([, value]) => value !== '');
  const more =
    facts.length === 0
      ? ''
      : `<details class="more"><summary>more<span class="hidden"> on ${text(key.keyId)}</span></summary><dl>${facts.map(([name = '', value = '']) => `<dt>${name}</dt><dd>${text(value)}</dd>`).join('')}</dl></details>`;
  return `${badges.join(' ')}${sub(key.roles === '' ? '' : `as ${shortArns(key.roles)}`)}${more}`;
}

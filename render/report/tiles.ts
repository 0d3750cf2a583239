import type { Change, Report } from '../../core/compliance/report.ts';
import { escapeHtml } from './escape-html.ts';
import { number, percent } from './words.ts';

/** The headline numbers, each with the week before and what it counts. */
export function renderTiles({ headline }: Report): string {
  const { keylessShare, keysInUse, repositories, unattributedShare, unexpectedSubjects, hasPolicy } = headline;
  const tiles = [
    tile(
      percent(keylessShare.now),
      'of CI calls without a long-lived key',
      compare(keylessShare, percent, 'up'),
      'Calls that go back to an OIDC token, among these and those that go back to a key',
    ),
    tile(
      whole(keysInUse.now),
      'long-lived keys in use',
      compare(keysInUse, whole, 'down'),
      'Keys that made a call this week, or stand behind a session that did',
    ),
    tile(
      whole(repositories.now),
      'repositories on OIDC',
      compare(repositories, whole, 'up'),
      'Repositories and workspaces that a subject named this week',
    ),
    tile(
      hasPolicy ? number(unexpectedSubjects) : '–',
      'unexpected subjects',
      '',
      hasPolicy
        ? 'Open findings: subjects that the policy does not expect'
        : 'There is no policy file, so no subject is judged',
    ),
    tile(
      percent(unattributedShare.now),
      'of calls not fully attributed',
      compare(unattributedShare, percent, 'down'),
      'Calls whose origin the delivered events do not prove',
    ),
  ];
  return `<div class="tiles">\n${tiles.join('\n')}\n</div>`;
}

const whole = (value: number | null): string => (value === null ? '–' : number(value));

const tile = (value: string, label: string, change: string, meaning: string): string =>
  `<div class="tile"><strong>${escapeHtml(value)}</strong><span>${escapeHtml(label)}</span><small>${change}${escapeHtml(meaning)}.</small></div>`;

/** The week before in words, coloured when it moved the way one wants, or the other. */
function compare({ now, before }: Change, show: (value: number) => string, better: 'up' | 'down'): string {
  if (now === null || before === null) return '';
  if (show(now) === show(before)) return 'As the week before. ';
  const isBetter = now > before === (better === 'up');
  return `<b class="${isBetter ? 'good' : 'bad'}">${escapeHtml(show(before))} the week before.</b> `;
}

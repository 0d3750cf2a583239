import type { Report } from '../../core/compliance/report.ts';
import type { KeyState, ReportKey } from '../../core/compliance/report-rows.ts';
import { clip, counted, number, percent, shortArn } from './words.ts';

/** What the report calls a key's state. */
export const stateNames: Readonly<Record<KeyState, string>> = {
  in_use: 'in use',
  quiet: 'quiet',
  ready: 'ready to delete',
};

/** Keys of the window by state. **shape**: the whole list, also where it was cut: its states come from the headline then. */
export function countStates({ keys, headline }: Report): Readonly<Record<KeyState, number>> {
  const count = (state: KeyState) => keys.rows.filter((key) => key.state === state).length;
  if (keys.cut === 0) return { in_use: count('in_use'), quiet: count('quiet'), ready: count('ready') };
  const inUse = headline.keysInUse.now ?? count('in_use');
  const ready = headline.keysReady;
  return { in_use: inUse, ready, quiet: Math.max(0, keys.rows.length + keys.cut - inUse - ready) };
}

/** Share of the calls of the keys shown that came through sessions, where CloudTrail shows a role; null without calls. */
export function hiddenShare({ keys }: Report): number | null {
  const direct = keys.rows.reduce((sum, key) => sum + key.directCalls, 0);
  const through = keys.rows.reduce((sum, key) => sum + key.sessionCalls, 0);
  return direct + through === 0 ? null : through / (direct + through);
}

/** What is left, in a sentence or two. */
export function describeState(report: Report): string {
  const { in_use, quiet, ready } = countStates(report);
  const dormant = report.inventory.dormant.rows.length + report.inventory.dormant.cut;
  const unseen =
    dormant === 0
      ? ''
      : ` ${counted(dormant, 'active key')} in the credential report ${dormant === 1 ? 'is' : 'are'} dormant.`;
  if (in_use + quiet + ready === 0) return `No long-lived key made a call in these weeks.${unseen}`;
  const hidden = hiddenShare(report);
  const through =
    hidden === null || hidden === 0
      ? ''
      : ` ${percent(hidden)} of their calls came through sessions, where CloudTrail shows only a role.`;
  return `${counted(in_use, 'key')} in use, ${number(quiet)} quiet and ${number(ready)} ready to delete.${through}${unseen}`;
}

/** What to do about a key, in a sentence; `subtrail advise migrate` has the steps. */
export function nextStep(key: ReportKey, { readyAfterDays, inventory }: Report): string {
  if (key.state === 'ready') {
    return inventory.importedAt === null
      ? `Delete it: quiet for ${number(readyAfterDays)} days here. Look at its last use in IAM first`
      : `Delete it: quiet for ${number(readyAfterDays)} days here and in the credential report`;
  }
  if (key.state === 'quiet') return `Deactivate it, and delete it after ${number(readyAfterDays)} quiet days`;
  if (key.use === 'human') return 'Move the person to Identity Center, then deactivate the key';
  if (key.use === 'service') return 'Give the service the role of the place where it runs, then deactivate the key';
  if (key.counterpart !== null) {
    const whose = key.counterpart.repository === null ? 'with OIDC' : `for ${clip(key.counterpart.repository, 80)}`;
    return `${clip(shortArn(key.counterpart.roleArn), 120)} already does ${percent(key.counterpart.overlap)} of this ${whose}: let the job take it`;
  }
  if (key.sessionCalls > key.directCalls) return 'Let the role behind it be assumed with OIDC instead of with this key';
  return 'Give the job a role that it assumes with its OIDC token, then deactivate the key';
}

/** Whether a text from a log has the form of a key id, and nothing that a shell would read as more. */
export const isKeyId = (text: string): boolean => /^[A-Za-z0-9]{4,128}$/.test(text);

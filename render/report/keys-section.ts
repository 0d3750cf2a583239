import type { Report } from '../../core/compliance/report.ts';
import { answerQuestions, sectionQuestions } from './answers.ts';
import { compare, renderTile, type Section } from './block.ts';
import { countStates, hiddenShare } from './key-counts.ts';
import { renderKeys } from './keys-table.ts';
import { reportQuestions } from './questions.ts';
import { code, html, renderTable } from './table.ts';
import { minute, number, percent, shortArn, whole } from './words.ts';

/** What is left: keys by state, each with its next step, and the keys that no trail has seen. */
export function keysSection(report: Report): Section {
  const { headline, readyAfterDays } = report;
  const { in_use, quiet, ready } = countStates(report);
  const hidden = hiddenShare(report);
  return {
    id: 'left',
    question: sectionQuestions.left,
    answer: answerQuestions(report).left,
    tiles: [
      renderTile({
        value: number(in_use),
        label: `${in_use === 1 ? 'key' : 'keys'} in use this week`,
        how: 'keys',
        change: compare(headline.keysInUse, whole, 'down'),
      }),
      renderTile({
        value: number(quiet),
        label: `${quiet === 1 ? 'key' : 'keys'} quiet this week`,
        how: 'keys',
        note: 'Used in earlier weeks of this report',
      }),
      renderTile({
        value: number(ready),
        label: `${ready === 1 ? 'key' : 'keys'} ready to delete`,
        how: 'keys',
        tone: ready > 0 ? 'good' : '',
        note: `Quiet for ${number(readyAfterDays)} days or more`,
      }),
      renderTile({
        value: hidden === null ? '–' : percent(hidden),
        label: 'of their calls hidden behind sessions',
        how: 'keys',
        note: 'There CloudTrail shows a role; the key stands behind it',
      }),
    ],
    blocks: [
      {
        id: 'keys',
        heading: 'Long-lived keys',
        lead: 'Every key that made a call in these weeks, itself or through sessions it obtained.',
        body: renderKeys(report),
        counted: {
          words: `A key is in use when it made a call in the reported week or stands behind a session that did. It is quiet when its last call lies earlier in the window. It is ready to delete after ${number(readyAfterDays)} quiet days, here and in the credential report where one was given. The trail shows no key that is used only for what it does not record, such as reading S3 objects while data events are off.`,
          questions: reportQuestions.keys,
        },
      },
      dormantBlock(report),
    ],
  };
}

function dormantBlock({ inventory, readyAfterDays }: Report) {
  const isGiven = inventory.importedAt !== null;
  const at = minute(inventory.importedAt);
  const lead =
    inventory.activeKeys === 0
      ? `The credential report of ${at} names no active key.`
      : `Of ${number(inventory.activeKeys)} active keys of ${number(inventory.users)} users in the credential report of ${at}, these were not used for ${number(readyAfterDays)} days or more.`;
  const none =
    inventory.activeKeys === 0
      ? 'There is no active key.'
      : `Every active key was used within ${number(readyAfterDays)} days.`;
  return {
    id: 'dormant',
    heading: 'Dormant keys',
    lead: isGiven ? lead : 'Keys that are active but never used show in no trail; a credential report names them.',
    body: renderTable({
      caption: 'Dormant keys',
      ...inventory.dormant,
      empty: isGiven
        ? none
        : 'No credential report was given, so nothing is known of keys that are not used. “subtrail inventory FILE” reads one.',
      columns: [
        { head: 'User', kind: 'wide', cell: (key) => html(code(shortArn(key.user))) },
        { head: 'Key', cell: (key) => (key.slot === 1 ? 'first' : 'second') },
        { head: 'Made or rotated', kind: 't', cell: (key) => minute(key.rotatedAt).replace('never', 'not known') },
        { head: 'Last used, says IAM', kind: 't', cell: (key) => minute(key.lastUsedAt) },
        { head: 'For', cell: (key) => key.lastUsedService ?? '' },
        {
          head: 'Next step',
          kind: 'wide',
          cell: (key) =>
            key.lastUsedAt === null
              ? 'Delete it: it was never used'
              : 'Deactivate it, and delete it when nobody misses it',
        },
      ],
    }),
    counted: {
      words: `The credential report of IAM names users with up to two keys, and when each was used last. A key is listed when it is active there and was not used for ${number(readyAfterDays)} days, as far as AWS and the trail know. It may stand above as well: the credential report names no key ids, “first” and “second” are its columns. A user with two keys may hide a use of one behind the other.`,
      questions: reportQuestions.dormant,
    },
  };
}

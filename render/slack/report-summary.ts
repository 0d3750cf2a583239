import type { Change, Report } from '../../core/compliance/report.ts';
import { number, percent, shortArn } from '../report/words.ts';
import { type SlackBlock, type SlackMessage, slackLimits } from './limits.ts';
import { toPlainText, toSlackCode, toSlackLink, toSlackText } from './slack-text.ts';

/** Keys that are named; the report has them all. */
const keysNamedMax = 5;

/**
 * The week in one message: the numbers with how they moved, the keys that are left, and where the report is.
 * **shape**: `url` is null where nobody said under which address reports are opened. **errors**: never throws.
 */
export function renderReportSummary(report: Report, { url }: { readonly url: string | null }): SlackMessage {
  const { headline, keys, week, title } = report;
  const share = percent(headline.keylessShare.now);
  const blocks: SlackBlock[] = [
    {
      type: 'header',
      text: { type: 'plain_text', text: toPlainText(`${title}: ${week}`, slackLimits.headerTextMax), emoji: false },
    },
    section(facts(report).join('\n')),
    ...(keys.rows.length === 0 ? [] : [section(`*Keys that are left*\n${namedKeys(report).join('\n')}`)]),
    context(
      url === null ? 'The report lies below `reports/` in the lake’s bucket' : toSlackLink(url, 'Open the report'),
    ),
  ];
  return { text: toSlackText(`${title}: ${week}: ${share} of CI calls without a long-lived key`, 300), blocks };
}

function facts({ headline }: Report): string[] {
  const whole = (value: number | null) => (value === null ? '–' : number(value));
  return [
    `*${percent(headline.keylessShare.now)}* of CI calls without a long-lived key${moved(headline.keylessShare, percent)}`,
    `*${whole(headline.keysInUse.now)}* long-lived keys in use${moved(headline.keysInUse, whole)}`,
    `*${whole(headline.repositories.now)}* repositories on OIDC${moved(headline.repositories, whole)}`,
    ...(headline.hasPolicy ? [`*${number(headline.unexpectedSubjects)}* unexpected subjects`] : []),
    `*${percent(headline.unattributedShare.now)}* of calls not fully attributed${moved(headline.unattributedShare, percent)}`,
  ];
}

/** How a number moved, in words; nothing where it did not, or there is nothing to compare with. */
function moved({ now, before }: Change, show: (value: number) => string): string {
  if (now === null || before === null) return '';
  return show(now) === show(before) ? ', as the week before' : `, ${show(before)} the week before`;
}

function namedKeys({ keys }: Report): string[] {
  const named = keys.rows.slice(0, keysNamedMax).map(({ keyId, principal, owner, weekCalls }) => {
    const who = principal === null ? '' : ` of ${toSlackCode(shortArn(principal), 120)}`;
    const whose = owner === null ? '' : `, owned by ${toSlackCode(owner, 80)}`;
    return `• ${toSlackCode(keyId, 60)}${who}${whose}: ${number(weekCalls)} calls`;
  });
  const rest = keys.rows.length + keys.cut - named.length;
  return rest > 0 ? [...named, `and ${number(rest)} more`] : named;
}

const section = (text: string): SlackBlock => ({ type: 'section', text: { type: 'mrkdwn', text } });
const context = (text: string): SlackBlock => ({ type: 'context', elements: [{ type: 'mrkdwn', text }] });

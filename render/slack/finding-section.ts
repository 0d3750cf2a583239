import { findDetection } from '../../core/findings/catalogue.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { evidenceFacts } from '../terminal/evidence-facts.ts';
import { cloudTrailConsoleUrl } from './console-link.ts';
import type { SlackSection } from './limits.ts';
import { toSlackCode, toSlackDate, toSlackLink, toSlackText } from './slack-text.ts';

/** Characters of each value; together they stay below what a section takes. */
const longValueMax = 300;
const shortValueMax = 160;
const nameInLineMax = 100;
const factsMax = 5;

/** One finding as a section: who did what, on what, from where, how often and since when, whose it is, and where to look. */
export function renderFindingSection(finding: Finding): SlackSection {
  const lines = [whoDidWhat(finding), place(finding), times(finding), facts(finding), links(finding)];
  return { type: 'section', text: { type: 'mrkdwn', text: lines.filter((line) => line !== '').join('\n') } };
}

/** What a rule is called; a lake may hold findings of a rule that this version does not know. */
export const titleOfRule = (rule: string): string =>
  findDetection(rule)?.title ?? (rule.trim() === '' ? 'Finding' : rule);

/** One finding as one line, for lists. */
export function renderFindingLine(finding: Finding): string {
  const title = toSlackText(titleOfRule(finding.rule), nameInLineMax);
  const names = [finding.actor, finding.resource].filter(
    (name, index, all) => name !== null && all.indexOf(name) === index,
  );
  const shown = names.length === 0 ? [finding.finding_key] : names;
  return `*${title}*: ${shown.map((name) => toSlackCode(name, nameInLineMax)).join(' on ')}`;
}

function whoDidWhat({ actor, action, resource, finding_key }: Finding): string {
  const object = resource === actor ? null : resource;
  return [
    actor === null ? '' : `*Who*  ${toSlackCode(actor, longValueMax)}`,
    action === null || action === '' ? '' : `*Did*  ${toSlackCode(action, longValueMax)}`,
    object === null ? '' : `*On*  ${toSlackCode(object, longValueMax)}`,
    actor === null && resource === null ? `*On*  ${toSlackCode(finding_key, longValueMax)}` : '',
  ]
    .filter((line) => line !== '')
    .join('\n');
}

function place({ source_ip, account_id, region }: Finding): string {
  const account = toSlackCode(account_id, 40);
  const parts = [
    toSlackCode(source_ip, shortValueMax),
    account === '' ? '' : `account ${account}`,
    toSlackCode(region, shortValueMax),
  ];
  const shown = parts.filter((part) => part !== '').join(' · ');
  return shown === '' ? '' : `*Where*  ${shown}`;
}

function times({ event_count, first_event_at, last_event_at, owner, state }: Finding): string {
  const count = event_count === 1 ? 'once' : `${event_count.toLocaleString('en')} times`;
  const span =
    first_event_at === last_event_at
      ? toSlackDate(last_event_at)
      : `${toSlackDate(first_event_at)} to ${toSlackDate(last_event_at)}`;
  const whose = owner === null || owner.trim() === '' ? '' : ` · *Owner*  ${toSlackText(owner, shortValueMax)}`;
  const since = state === 'open' ? '' : ` (${state} since)`;
  return `*Seen*  ${event_count > 0 ? `${count}, ` : ''}${span}${since}${whose}`;
}

/** What the detection itself saw, on one line, in its own order; ids are where the links are, and nothing seen is no news. */
function facts({ evidence, actor, resource }: Finding): string {
  return evidenceFacts(evidence)
    .filter(([name, text]) => name !== 'event ids' && text !== '0' && text !== actor && text !== resource)
    .slice(0, factsMax)
    .map(([name, text]) => `${toSlackText(capital(name), 60)} ${toSlackCode(text, shortValueMax)}`)
    .join(' · ');
}

function links({ evidence, region }: Finding): string {
  const ids = typeof evidence['event_ids'] === 'string' ? evidence['event_ids'].split(' ') : [];
  const eventId = ids[0] === undefined || ids[0] === '' ? null : ids[0];
  const url = cloudTrailConsoleUrl(eventId, region);
  return [
    url === null ? '' : toSlackLink(url, 'Event in CloudTrail'),
    eventId === null ? '' : toSlackCode(`subtrail trace ${eventId}`, 100),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

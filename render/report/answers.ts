import type { Forecast, Report } from '../../core/compliance/report.ts';
import { describeState } from './key-counts.ts';
import { clip, counted, number, percent, sentenceList, whole } from './words.ts';

/** The six questions of the report in their order, by the id of their section. */
export const sectionQuestions = {
  far: 'How far are we?',
  left: 'What is left?',
  whose: 'Whose is it?',
  wrong: 'What goes the wrong way?',
  done: 'When are we done?',
  trust: 'Can we trust these numbers?',
} as const;

/** The id of a section. */
export type SectionId = keyof typeof sectionQuestions;

/** The answer to each question in a sentence or two, the same in every rendering. **shape**: plain text, with names from logs. */
export const answerQuestions = (report: Report): Readonly<Record<SectionId, string>> => ({
  far: describeDistance(report),
  left: describeState(report),
  whose: describeOwners(report),
  wrong: describeWrong(report),
  done: describeForecast(report.forecast),
  trust: describeTrust(report),
});

function describeDistance({ headline: { keylessShare, repositories } }: Report): string {
  const { now, before } = keylessShare;
  if (now === null) return 'CI made no call this week, so there is nothing to measure.';
  const was =
    before === null
      ? ''
      : percent(before) === percent(now)
        ? ', as the week before'
        : `, after ${percent(before)} the week before`;
  const federating =
    repositories.now === null
      ? ''
      : ` ${repositories.now === 1 ? '1 repository uses' : `${number(repositories.now)} repositories use`} OIDC.`;
  return `${percent(now)} of CI calls need no long-lived key${was}.${federating}`;
}

function describeOwners({ owners, accounts }: Report): string {
  const holding = owners.rows.filter(({ keyCalls }) => keyCalls > 0).toSorted((a, b) => b.keyCalls - a.keyCalls);
  const keyAccounts = accounts.rows.filter(({ keyCalls }) => keyCalls > 0).length;
  const [first] = holding.filter(({ name }) => name !== null);
  const nobody = holding.find(({ name }) => name === null);
  const parts = [
    first === undefined
      ? ''
      : `Most is left to ${clip(first.name ?? '', 60)}: ${counted(first.keyCalls, 'call')} on keys this week.`,
    nobody === undefined
      ? ''
      : `${counted(nobody.keyCalls, 'call')} on keys ${nobody.keyCalls === 1 ? 'has' : 'have'} no clear owner.`,
    accounts.rows.length === 0
      ? ''
      : `${number(keyAccounts)} of ${counted(accounts.rows.length, 'account')}${accounts.cut > 0 ? ' shown' : ''} still ${keyAccounts === 1 ? 'sees' : 'see'} a key.`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'No owner and no account has CI calls this week.' : parts.join(' ');
}

/** How many rows a list had before it was cut. */
const sizeOf = (list: { readonly rows: readonly unknown[]; readonly cut: number }): number =>
  list.rows.length + list.cut;

function describeWrong({ regressions, unexpected, refusals, hygiene, headline }: Report): string {
  const counts: readonly (readonly [number, string, string])[] = [
    [sizeOf(regressions), 'regression', 'regressions'],
    [headline.hasPolicy ? sizeOf(unexpected) : 0, 'unexpected subject', 'unexpected subjects'],
    [sizeOf(refusals), 'refused subject', 'refused subjects'],
    [sizeOf(hygiene), 'open finding on a federated role', 'open findings on federated roles'],
  ];
  const found = counts.filter(([count]) => count > 0).map(([count, one, many]) => counted(count, one, many));
  const judged = headline.hasPolicy ? '' : ' There is no policy file, so no subject is judged.';
  return found.length === 0 ? `Nothing that was looked for.${judged}` : `${sentenceList(found)}.${judged}`;
}

const whyNone: Readonly<Record<string, string>> = {
  done: 'This week no CI call hung on a long-lived key.',
  too_few_weeks: 'No forecast is made: it takes six weeks with CI calls to see a trend.',
  not_falling: 'No forecast is made: the share of calls on long-lived keys does not fall.',
  too_uncertain: 'No forecast is made: the weeks differ too much to tell a day.',
};

/** When the last CI call will have lost its key, or why nobody can say. */
export function describeForecast(forecast: Forecast): string {
  if (forecast.expectedOn === null) return whyNone[forecast.reason] ?? 'No forecast is made.';
  const { expectedOn, earliestOn, latestOn, weeks } = forecast;
  const band =
    latestOn === null ? `not before ${earliestOn}, and perhaps never` : `between ${earliestOn} and ${latestOn}`;
  return `About ${expectedOn} if things go on as in the last ${number(weeks)} weeks; with nine chances in ten ${band}.`;
}

function describeTrust({ headline: { unattributedShare }, trail, delivery, counts }: Report): string {
  const known = unattributedShare.now === null ? null : 1 - unattributedShare.now;
  return [
    known === null ? 'No call was delivered for this week.' : `${percent(known)} of calls have a proven origin.`,
    trail.daysWithoutExchange > 0
      ? `On ${whole(trail.daysWithoutExchange)} of ${counted(trail.days, 'day')} the trail seems to have recorded writes alone.`
      : '',
    trail.dataEvents === 0 ? 'Data events are off.' : 'Data events are on.',
    delivery.quiet > 0 ? `${counted(delivery.quiet, 'region')} went quiet.` : '',
    counts.rejects > 0 ? `${counted(counts.rejects, 'record')} could not be read.` : '',
    counts.brokenObjects > 0 ? `${counted(counts.brokenObjects, 'delivery', 'deliveries')} broke off.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

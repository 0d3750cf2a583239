import { groupBy } from '../../core/group-by.ts';
import { dayPlus, weekName } from './days.ts';
import { greatest, least, ordered } from './lists.ts';
import { recountExemptions, recountRegressions } from './recount-changes.ts';
import { recountInventory, recountKeys } from './recount-keys.ts';
import {
  recountAccounts,
  recountOwners,
  recountRefusals,
  recountSubjects,
  recountUnexpected,
} from './recount-shares.ts';
import { keylessOf, recountHeadline, recountTrail, recountWeeks, spanOf } from './recount-weeks.ts';
import { refit } from './refit.ts';
import type { Story } from './story.ts';

/** The week to report on, how many weeks back to look, and after how many quiet days a key is ready to go. */
export interface Look {
  readonly weekStartOn: string;
  readonly weeks: number;
  readonly readyAfterDays: number;
  /** Open findings on federated roles, for stories that do not know them. */
  readonly hygieneOpen: number;
}

const cut = <T>(rows: readonly T[], max: number) => ({
  rows: rows.slice(0, max),
  cut: rows.length > max ? rows.length - max : 0,
});

/** The keys that are shown: a quarter of the rows at most goes to ready ones that the busier would push out. */
function cutWithReady<T extends { readonly state: string }>(keys: readonly T[], max: number) {
  const places = keys.map(({ state }, place) => ({ place, isReady: state === 'ready' }));
  const first = places.filter(({ isReady }) => isReady).slice(0, max / 4);
  const others = places.filter((one) => !first.includes(one)).slice(0, max - first.length);
  const shown = [...first, ...others].map(({ place }) => place).sort((a, b) => a - b);
  return { rows: shown.flatMap((place) => keys[place] ?? []), cut: keys.length - shown.length };
}

const hygieneRules =
  /^(admin_on_federated_role|broad_trust_policy|build_and_deploy_together|long_session|pull_request_writes) /;
/** Days after which a finding of an event is over. */
const quietDays = 14;

/**
 * The whole report from a story's events and what is known of them: every list and number, by other means than the report's.
 * **shape**: findings are told by their key, severity, count and times; `hygiene` is left out where the story does not know it.
 */
export function recountReport(story: Story, look: Look) {
  const { facts, policy, inventory } = story;
  const span = spanOf(look.weekStartOn, look.weeks);
  const grounds = { policy, inventory, readyAfterDays: look.readyAfterDays };
  const newest = greatest(facts.calls.map(({ at }) => at)) ?? '1970-01-01T00:00:00Z';
  // Findings are judged a second after the newest event.
  const asOf = shifted(newest, 1);
  const openFrom = shifted(asOf, -quietDays * 86_400);
  const { all, shown } = recountWeeks(facts, span);
  const { keys, history } = recountKeys(facts, span, grounds);
  const unexpected = recountUnexpected(facts, policy, openFrom);
  const hygiene = story.planted?.filter((one) => hygieneRules.test(one)).sort() ?? null;
  const listed = recountInventory(facts, span, grounds);
  const knowsBefore = shown.length >= 3;
  const regressions = recountRegressions(facts, span, { ...grounds, history, knowsBefore, fallbacks: story.fallbacks });
  return {
    schema: 'subtrail.report/1',
    title: 'Report',
    week: weekName(look.weekStartOn),
    weekStartOn: look.weekStartOn,
    weekEndOn: dayPlus(look.weekStartOn, 6),
    windowStartOn: span.start,
    weeks: shown,
    headline: {
      ...recountHeadline(all, hygiene?.length ?? look.hygieneOpen),
      unexpectedSubjects: unexpected.length,
      keysReady: keys.filter(({ state }) => state === 'ready').length,
      hasPolicy: policy.expected.length > 0,
    },
    ...(hygiene === null ? {} : { hygiene: cut(hygiene, 100) }),
    forecast: refit(shown.map((week) => ({ startOn: week.startOn, share: keyedOf(keylessOf(week)) }))),
    accounts: cut(recountAccounts(facts, span), 200),
    owners: cut(recountOwners(facts, span, policy), 100),
    readyAfterDays: look.readyAfterDays,
    keys: cutWithReady(keys, 100),
    inventory: {
      importedAt: importedAt(story),
      ...listed,
      dormant: cut(listed.dormant, 100),
    },
    regressions: cut(regressions, 50),
    subjects: cut(recountSubjects(facts, span), 200),
    unexpected: cut(
      ordered(unexpected, (one) => [one.severity, Date.parse(one.last), one.key]),
      100,
    ),
    refusals: cut(recountRefusals(facts, span), 50),
    exemptions: cut(recountExemptions(facts, policy, { asOf, openFrom }), 100),
    ...recountTrail(facts, span),
    ...recountDeliveries(story, look.weekStartOn),
  };
}

const keyedOf = (share: number | null): number | null => (share === null ? null : 1 - share);
const shifted = (at: string, seconds: number): string =>
  `${new Date(Date.parse(at) + seconds * 1_000).toISOString().slice(0, 19)}Z`;

/** Of several credential reports the oldest tells how far one can rely on them. */
const importedAt = ({ credentialReports }: Story): string | null => {
  const oldest = least(credentialReports.map(({ givenAt }) => givenAt.toISOString()));
  return oldest === null ? null : shifted(oldest, 0);
};

/** What was delivered from where, by the deliveries' names, and how many records there were in all. */
function recountDeliveries({ parts, odd }: Story, weekStartOn: string) {
  const objects = parts.flat().flatMap(({ key, records, body }) => {
    const [, account, region, stamp] =
      /\/(\d{12})_CloudTrail_([a-z0-9-]+)_(\d{8}T\d{4})Z_\w+\.json\.gz$/.exec(key) ?? [];
    return stamp === undefined ? [] : [{ account, region, stamp, count: records.length, isOdd: body !== undefined }];
  });
  const rows = [...groupBy(objects, ({ account, region }) => `${account} ${region}`).values()].flatMap((group) =>
    group.slice(0, 1).map(({ account, region }) => {
      const isOdd = group.some((one) => one.isOdd);
      return {
        accountId: account ?? null,
        region: region ?? null,
        objects: group.length,
        records: group.reduce((sum, { count }) => sum + count, isOdd ? odd.records : 0),
        rejects: isOdd ? odd.rejects : 0,
        lastDeliveredAt: instantOf(greatest(group.map(({ stamp }) => stamp)) ?? ''),
      };
    }),
  );
  const records = rows.reduce((sum, row) => sum + row.records, 0);
  return {
    coverage: cut(
      ordered(rows, (row) => [row.accountId, row.region]),
      200,
    ),
    delivery: {
      accounts: new Set(rows.map(({ accountId }) => accountId)).size,
      places: rows.length,
      quiet: rows.filter(({ lastDeliveredAt }) => Date.parse(lastDeliveredAt) < Date.parse(weekStartOn)).length,
    },
    counts: { records, rejects: odd.rejects, skipped: odd.skipped, brokenObjects: odd.broken },
  };
}

const instantOf = (stamp: string): string => stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:00Z');

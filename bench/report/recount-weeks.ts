import { groupBy } from '../../core/group-by.ts';
import { dayPlus, weekName } from './days.ts';
import { countBy, distinct, ordered } from './lists.ts';
import type { Fact, Facts } from './read-facts.ts';

/** The days of a report: `end` is excluded; `before` is the Monday of the week before. */
export interface Span {
  readonly start: string;
  readonly before: string;
  readonly week: string;
  readonly end: string;
  readonly weeks: number;
}

/** The days of the report of a week that looks so many weeks back. */
export const spanOf = (week: string, weeks: number): Span => ({
  start: dayPlus(week, -7 * (weeks - 1)),
  before: dayPlus(week, -7),
  week,
  end: dayPlus(week, 7),
  weeks,
});

export const isIn = ({ day }: { readonly day: string }, from: string, end: string): boolean => day >= from && day < end;
const isOpen = ({ origin }: Fact): boolean => origin.attribution === 'none' || origin.attribution === 'context';

/** One week of the trend. A repository counts when a session was issued to it, not when one was refused. */
function recountWeek({ calls, grants }: Facts, startOn: string) {
  const mine = calls.filter((call) => isIn(call, startOn, dayPlus(startOn, 7)));
  const federated = mine.filter(({ origin, event }) => origin.originKind === 'web_identity' && !isRefusal(event));
  return {
    name: weekName(startOn),
    startOn,
    calls: countBy(mine, ({ origin }) => origin.originKind),
    sessions: countBy(
      grants.filter(({ fact, isRefused }) => !isRefused && isIn(fact, startOn, dayPlus(startOn, 7))),
      ({ fact }) => fact.origin.originKind,
    ),
    unattributed: mine.filter(isOpen).length,
    keys: distinct(mine, ({ origin }) => origin.originKeyId).length,
    repositories: distinct(federated, ({ job }) => job?.ci_repository ?? null).length,
  };
}

const isRefusal = (event: Fact['event']): boolean => event.name === 'AssumeRoleWithWebIdentity' && event.isRefused;

/** The weeks of the trend, from the first one with a call on. */
export function recountWeeks(facts: Facts, span: Span) {
  const all = Array.from({ length: span.weeks }, (_, index) => recountWeek(facts, dayPlus(span.start, 7 * index)));
  const first = all.findIndex(({ calls }) => Object.keys(calls).length > 0);
  return { all, shown: first === -1 ? all.slice(-1) : all.slice(first) };
}

type Week = ReturnType<typeof recountWeek>;
const divide = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Federated calls as a share of them and those of keys. */
export const keylessOf = (week: Week | undefined): number | null =>
  divide(week?.calls['web_identity'] ?? 0, (week?.calls['web_identity'] ?? 0) + (week?.calls['access_key'] ?? 0));

/** The numbers at the head that follow from the weeks alone. */
export function recountHeadline(all: readonly Week[], openHygiene: number) {
  const both = <T>(of: (week: Week | undefined) => T, missing: T) => ({
    now: of(all.at(-1)),
    before: all.length > 1 ? of(all.at(-2)) : missing,
  });
  const score = (week: Week | undefined): number | null => {
    const share = keylessOf(week);
    return share === null ? null : Math.max(0, Math.round(share * 100 - (week?.keys ?? 0) - openHygiene));
  };
  return {
    score: both(score, null),
    keylessShare: both(keylessOf, null),
    keysInUse: both<number | null>((week) => week?.keys ?? 0, null),
    repositories: both<number | null>((week) => week?.repositories ?? 0, null),
    unattributedShare: both(
      (week) =>
        divide(
          week?.unattributed ?? 0,
          Object.values(week?.calls ?? {}).reduce((sum, calls) => sum + calls, 0),
        ),
      null,
    ),
  };
}

/** What the window's calls lack, and what kinds of events there are. */
export function recountTrail({ calls }: Facts, { start, end }: Span) {
  const mine = calls.filter((call) => isIn(call, start, end));
  const open = groupBy(mine.filter(isOpen), ({ origin }) => JSON.stringify([origin.reason, origin.originKind]));
  const gaps = [...open.values()].map((group) => ({
    reason: group[0]?.origin.reason ?? null,
    originKind: group[0]?.origin.originKind ?? null,
    calls: group.length,
    principals: distinct(group, ({ roleArn, event }) => roleArn ?? event.arn ?? event.principalId).length,
  }));
  const days = [...groupBy(mine, ({ day }) => day).values()];
  const isExchangeCall = ({ event }: Fact) =>
    event.source === 'sts.amazonaws.com' && event.name?.startsWith('AssumeRole') === true;
  return {
    gaps: ordered(gaps, (gap) => [gap.calls, gap.reason, gap.originKind]),
    trail: {
      days: days.length,
      dataEvents: mine.filter(({ isData }) => isData).length,
      daysWithoutExchange: days.filter(
        (day) => day.some(({ event }) => event.type === 'AssumedRole') && !day.some(isExchangeCall),
      ).length,
    },
  };
}

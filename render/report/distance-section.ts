import { keylessShare, type Report } from '../../core/compliance/report.ts';
import type { ReportWeek } from '../../core/compliance/report-rows.ts';
import { answerQuestions, sectionQuestions } from './answers.ts';
import { compare, renderTile, type Section } from './block.ts';
import { renderKindChart } from './kind-chart.ts';
import { reportQuestions } from './questions.ts';
import { html, renderTable, shareBar } from './table.ts';
import { kindNames, number, percent, shareDefinition, whole } from './words.ts';

/** Weeks that the charts show; a longer window stays in the numbers. */
const chartWeeksMax = 52;

/** How far are we: the share, the repositories that federate, and the weeks as charts and numbers. */
export function distanceSection(report: Report): Section {
  const { keylessShare: share, repositories } = report.headline;
  const weeks = report.weeks.slice(-chartWeeksMax);
  const sessions = { now: sessionShare(report.weeks.at(-1)), before: sessionShare(report.weeks.at(-2)) };
  return {
    id: 'far',
    question: sectionQuestions.far,
    answer: answerQuestions(report).far,
    tiles: [
      renderTile({
        value: share.now === null ? '–' : percent(share.now),
        label: 'of CI calls without a long-lived key',
        how: 'calls',
        change: compare(share, percent, 'up'),
      }),
      renderTile({
        value: sessions.now === null ? '–' : percent(sessions.now),
        label: 'of CI sessions opened with an OIDC token',
        how: 'sessions',
        change: compare(sessions, percent, 'up'),
      }),
      renderTile({
        value: whole(repositories.now),
        label: repositories.now === 1 ? 'repository on OIDC' : 'repositories on OIDC',
        how: 'calls',
        change: compare(repositories, whole, 'up'),
      }),
    ],
    pair: [
      {
        id: 'calls',
        heading: 'Calls by origin',
        lead: 'What each week’s calls go back to, after following every session to its root.',
        body: renderKindChart(weeks, { of: 'calls', caption: 'Calls a week by what they go back to' }),
        counted: {
          words: `${shareDefinition} A repository is on OIDC when a subject of this week names it.`,
          questions: reportQuestions.share,
        },
      },
      {
        id: 'sessions',
        heading: 'Sessions by origin',
        lead: 'Credentials that AWS granted: this counts jobs more than their size.',
        body: renderKindChart(weeks, { of: 'sessions', caption: 'Sessions a week by what they go back to' }),
        counted: {
          words:
            'A session is a credential that AWS granted: by AssumeRoleWithWebIdentity, AssumeRole, GetSessionToken and their like. Its share counts OIDC sessions among these and those that go back to a long-lived key. A key that calls without a session opens none and stands under the calls alone.',
          questions: reportQuestions.sessions,
        },
      },
    ],
    blocks: [
      {
        id: 'weeks',
        heading: 'Week by week',
        body: `<details><summary>The numbers of the charts</summary>${renderWeeks(report.weeks)}</details>`,
      },
    ],
  };
}

function sessionShare(week: ReportWeek | undefined): number | null {
  const federated = week?.sessions['web_identity'] ?? 0;
  const keyed = week?.sessions['access_key'] ?? 0;
  return federated + keyed === 0 ? null : federated / (federated + keyed);
}

/** The charts' numbers, week by week, newest first. */
function renderWeeks(weeks: readonly ReportWeek[]): string {
  const kinds = [...kindNames.keys()].filter((kind) => weeks.some((week) => (week.calls[kind] ?? 0) > 0));
  return renderTable({
    caption: 'Week by week',
    rows: weeks.toReversed(),
    empty: 'No calls.',
    columns: [
      { head: 'Week', kind: 't', cell: (week) => week.name },
      {
        head: 'Without a key',
        kind: 'n',
        cell: (week) => html(`${percent(keylessShare(week))}${shareBar(keylessShare(week))}`),
      },
      { head: 'Keys', kind: 'n', cell: (week) => number(week.keys) },
      { head: 'Repositories', kind: 'n', cell: (week) => number(week.repositories) },
      { head: 'OIDC sessions', kind: 'n', cell: (week) => number(week.sessions['web_identity'] ?? 0) },
      { head: 'Key sessions', kind: 'n', cell: (week) => number(week.sessions['access_key'] ?? 0) },
      ...kinds.map((kind) => ({
        head: `${kindNames.get(kind) ?? kind} calls`,
        kind: 'n' as const,
        cell: (week: ReportWeek) => number(week.calls[kind] ?? 0),
      })),
      { head: 'Not fully attributed', kind: 'n', cell: (week) => number(week.unattributed) },
    ],
  });
}

import { keylessShare, type Report } from '../../core/compliance/report.ts';
import { renderCsv } from '../terminal/csv.ts';
import { csvColumns, type Fact, ownerRows, rowsOf, trustRows, wrongRows } from './csv-facts.ts';
import { nextStep } from './key-counts.ts';

/**
 * The report as CSV: one header, one row a thing, and `section` says what kind of thing it is.
 * **shape**: made to be filtered by section and sorted in a spreadsheet, and weeks can be put below each other. Shares are from
 * 0 to 1, as in JSON. A list that was cut ends with a row that says in `not_shown` how many are missing.
 */
export function renderReportCsv(report: Report): string {
  const rows = [
    ...headlineRows(report),
    ...weekRows(report),
    ...leftRows(report),
    ...ownerRows(report),
    ...wrongRows(report),
    ...trustRows(report),
  ];
  return `${renderCsv(
    rows.map((row) => ({ week: report.week, ...row })),
    { columns: csvColumns },
  )}\n`;
}

function headlineRows({ headline, forecast, trail, delivery, counts }: Report): Fact[] {
  const fact = (name: string, value: string | number | null, value_before: number | null = null): Fact => ({
    section: 'headline',
    name,
    value,
    value_before,
  });
  return [
    fact('score', headline.score.now, headline.score.before),
    fact('keyless_share', headline.keylessShare.now, headline.keylessShare.before),
    fact('keys_in_use', headline.keysInUse.now, headline.keysInUse.before),
    fact('keys_ready', headline.keysReady),
    fact('repositories', headline.repositories.now, headline.repositories.before),
    fact('unexpected_subjects', headline.hasPolicy ? headline.unexpectedSubjects : null),
    fact('unattributed_share', headline.unattributedShare.now, headline.unattributedShare.before),
    fact('forecast_expected_on', forecast.expectedOn),
    ...(forecast.expectedOn === null
      ? [fact('forecast_none_because', forecast.reason)]
      : [fact('forecast_earliest_on', forecast.earliestOn), fact('forecast_latest_on', forecast.latestOn)]),
    fact('data_events', trail.dataEvents),
    fact('days', trail.days),
    fact('days_without_exchange', trail.daysWithoutExchange),
    fact('accounts_delivering', delivery.accounts),
    fact('regions_delivering', delivery.places),
    fact('regions_quiet', delivery.quiet),
    ...Object.entries(counts).map(([name, count]) =>
      fact(
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        count,
      ),
    ),
  ];
}

const weekRows = ({ weeks }: Report): Fact[] =>
  rowsOf('week', { rows: weeks }, (week) => ({
    name: week.name,
    value: keylessShare(week),
    federated_calls: week.calls['web_identity'] ?? 0,
    key_calls: week.calls['access_key'] ?? 0,
    federated_sessions: week.sessions['web_identity'] ?? 0,
    key_sessions: week.sessions['access_key'] ?? 0,
    keys: week.keys,
    calls: Object.values(week.calls).reduce((sum, calls) => sum + calls, 0),
    detail: `${week.unattributed} calls not fully attributed, ${week.repositories} repositories on OIDC`,
    first_at: week.startOn,
  }));

const leftRows = (report: Report): Fact[] => [
  ...rowsOf('key', report.keys, (key) => ({
    name: key.keyId,
    owner: key.owner,
    state: key.state,
    value: key.weekCalls,
    key_calls: key.directCalls + key.sessionCalls,
    calls: key.directCalls,
    principal: key.principal,
    role: key.roles,
    services: key.services,
    detail: [key.use, key.ciProduct, key.agent, key.addresses]
      .filter((part) => part !== null && part !== '')
      .join('; '),
    next_step: nextStep(key, report),
    first_at: key.firstEventAt,
    last_at: key.lastEventAt,
  })),
  ...rowsOf('dormant_key', report.inventory.dormant, (key) => ({
    name: `${key.user} ${key.slot}`,
    principal: key.user,
    services: key.lastUsedService,
    first_at: key.rotatedAt,
    last_at: key.lastUsedAt,
  })),
];

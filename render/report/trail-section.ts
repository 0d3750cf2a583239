import type { Report } from '../../core/compliance/report.ts';
import { reasons } from '../reasons.ts';
import { escapeHtml } from './escape-html.ts';
import { renderTable } from './table.ts';
import { kindNames, minute, number } from './words.ts';

/** What limits the report: gaps in attribution, in the trail, and in what was delivered. */
export function renderTrail(report: Report): string {
  const limits = describeLimits(report).map((limit) => `<li>${escapeHtml(limit)}</li>`);
  const gaps = renderTable({
    caption: 'Calls that are not fully attributed',
    rows: report.gaps,
    empty: 'Every call has its origin.',
    columns: [
      { head: 'Why', kind: 'wide', cell: (gap) => reasons.get(gap.reason ?? '')?.words ?? gap.reason ?? 'not known' },
      { head: 'What is known', cell: (gap) => kindNames.get(gap.originKind ?? '') ?? 'nothing' },
      { head: 'Calls', kind: 'n', cell: (gap) => number(gap.calls) },
      { head: 'Roles and principals', kind: 'n', cell: (gap) => number(gap.principals) },
    ],
  });
  const coverage = renderTable({
    caption: 'Coverage',
    ...report.coverage,
    empty: 'Nothing was delivered.',
    columns: [
      { head: 'Account', kind: 't', cell: (row) => row.accountId ?? 'not named' },
      { head: 'Region', kind: 't', cell: (row) => row.region ?? 'not named' },
      { head: 'Deliveries', kind: 'n', cell: (row) => number(row.objects) },
      { head: 'Records', kind: 'n', cell: (row) => number(row.records) },
      { head: 'Rejects', kind: 'n', cell: (row) => number(row.rejects) },
      { head: 'Last delivery', kind: 't', cell: (row) => minute(row.lastDeliveredAt) },
    ],
  });
  return `<ul class="plain">${limits.join('')}</ul>\n${gaps}\n<details><summary>Deliveries by account and region</summary>${coverage}</details>`;
}

/** The limits in sentences, the same in every rendering. */
export function describeLimits({ trail, counts }: Report): string[] {
  const limits = [
    trail.dataEvents === 0
      ? 'The trail delivers no data events: a key that only reads or writes S3 objects does not show here. Compare with the credential report before you delete one.'
      : `The trail delivers data events (${number(trail.dataEvents)} in these weeks), for the resources that it was told to watch.`,
    `Records read: ${number(counts.records)}. Rejected because they could not be read: ${number(counts.rejects)}. Skipped because they are no API calls: ${number(counts.skipped)}. Deliveries that could not be read to their end: ${number(counts.brokenObjects)}.`,
    'An environment subject hides the branch; a service account names the host of a job, not the job.',
  ];
  if (trail.daysWithoutExchange > 0) {
    limits.unshift(
      `On ${number(trail.daysWithoutExchange)} of ${number(trail.days)} days roles were used, but no AssumeRole event was delivered: the trail may record only writes, and then nothing can be attributed.`,
    );
  }
  return limits;
}

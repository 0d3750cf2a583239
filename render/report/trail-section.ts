import type { Report } from '../../core/compliance/report.ts';
import { reasons } from '../reasons.ts';
import { answerQuestions, sectionQuestions } from './answers.ts';
import { type Block, compare, renderTile, type Section } from './block.ts';
import { escapeHtml } from './escape-html.ts';
import { describeLimits, describeQuiet } from './limits.ts';
import { reportQuestions } from './questions.ts';
import { html, renderTable, shareBar, sub, text } from './table.ts';
import { kindNames, minute, number, percent } from './words.ts';

/** Reasons that are listed; there are fewer, unless somebody made a lake by hand. */
const gapsMax = 100;

/** Can we trust these numbers: what limits them, calls without an origin, and what was delivered. */
export function trailSection(report: Report): Section {
  const { headline, counts, trail, delivery } = report;
  const rejected = counts.rejects + counts.brokenObjects;
  return {
    id: 'trust',
    question: sectionQuestions.trust,
    answer: answerQuestions(report).trust,
    tiles: [
      renderTile({
        value: headline.unattributedShare.now === null ? '–' : percent(headline.unattributedShare.now),
        label: 'of calls not fully attributed',
        how: 'gaps',
        change: compare(headline.unattributedShare, percent, 'down'),
      }),
      renderTile({
        value: number(delivery.accounts),
        label: delivery.accounts === 1 ? 'account delivers' : 'accounts deliver',
        how: 'coverage',
        note: delivery.places === 0 ? '' : describeQuiet(report),
        tone: delivery.quiet > 0 ? 'bad' : '',
      }),
      renderTile({
        value: trail.dataEvents === 0 ? 'off' : 'on',
        label: 'data events',
        how: 'trail',
        note:
          trail.dataEvents === 0
            ? 'Reads and writes of S3 objects are not seen'
            : `${number(trail.dataEvents)} in these weeks`,
      }),
      renderTile({
        value: number(rejected),
        label: 'records or deliveries unreadable',
        how: 'trail',
        note: `Of ${number(counts.records)} records`,
        tone: rejected > 0 ? 'bad' : '',
      }),
    ],
    blocks: [limitsBlock(report), gapsBlock(report), coverageBlock(report)],
  };
}

const limitsBlock = (report: Report): Block => ({
  id: 'trail',
  heading: 'What limits them',
  body: `<ul class="plain">${describeLimits(report)
    .map((limit) => `<li>${escapeHtml(limit)}</li>`)
    .join('')}</ul>`,
  counted: {
    words:
      'Records are counted once for each delivery: what was read is what was kept, rejected and skipped. Data events and days without an exchange are counted over the weeks of this report, the rest over the life of the lake.',
    questions: reportQuestions.trail,
  },
});

function gapsBlock({ gaps }: Report): Block {
  const all = gaps.reduce((sum, { calls }) => sum + calls, 0);
  return {
    id: 'gaps',
    heading: 'Calls that are not fully attributed',
    body: renderTable({
      caption: 'Calls that are not fully attributed',
      rows: gaps.slice(0, gapsMax),
      cut: Math.max(0, gaps.length - gapsMax),
      empty: 'Every call has its origin.',
      columns: [
        {
          head: 'Why',
          kind: 'wide',
          cell: ({ reason }) => {
            const known = reasons.get(reason ?? '');
            return html(`${text(known?.words ?? reason ?? 'not known')}${sub(known?.advice ?? '')}`);
          },
        },
        { head: 'What is known', cell: (gap) => kindNames.get(gap.originKind ?? '') ?? gap.originKind ?? 'nothing' },
        {
          head: 'Calls',
          kind: 'n',
          cell: ({ calls }) => {
            const share = all === 0 ? null : calls / all;
            return html(`${number(calls)}${shareBar(share)}${sub(percent(share))}`);
          },
        },
        { head: 'Roles and principals', kind: 'n', cell: (gap) => number(gap.principals) },
      ],
    }),
    counted: {
      words:
        'Calls of the weeks of this report whose origin the delivered events do not prove. They are in no share of CI above, unless it is known that they go back to a key or to a token and only the name is missing.',
      questions: reportQuestions.gaps,
    },
  };
}

const coverageBlock = ({ coverage, delivery }: Report): Block => ({
  id: 'coverage',
  heading: 'What was delivered',
  lead:
    coverage.cut === 0
      ? 'An account or a region that is not here is not in this report.'
      : `Of ${number(delivery.places)} accounts and regions, those from which nothing has come for longest.`,
  body: renderTable({
    caption: 'Deliveries by account and region',
    ...coverage,
    empty: 'Nothing was delivered.',
    columns: [
      { head: 'Account', kind: 't', cell: (row) => row.accountId ?? 'not named' },
      { head: 'Region', kind: 't', cell: (row) => row.region ?? 'not named' },
      { head: 'Deliveries', kind: 'n', cell: (row) => number(row.objects) },
      { head: 'Records', kind: 'n', cell: (row) => number(row.records) },
      { head: 'Rejects', kind: 'n', cell: (row) => number(row.rejects) },
      { head: 'Last delivery', kind: 't', cell: (row) => minute(row.lastDeliveredAt) },
    ],
  }),
  counted: {
    words:
      'Delivered objects over the life of the lake, by account and region. Quiet is a region of an account from which nothing has come since the week began.',
    questions: reportQuestions.coverage,
  },
});

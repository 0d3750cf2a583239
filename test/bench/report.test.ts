import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliveryBytes } from '../../bench/organisation/generate-organisation.ts';
import { createRandom } from '../../bench/organisation/random.ts';
import { recountReport } from '../../bench/report/recount-report.ts';
import { refit } from '../../bench/report/refit.ts';
import { smallStories, tellSmallStory } from '../../bench/report/small-stories.ts';
import { type Story, tellIncidents, tellOrganisation } from '../../bench/report/story.ts';
import { withLocalLake } from '../../cli/lake.ts';
import { forecastEnd } from '../../core/compliance/forecast.ts';
import type { Report } from '../../core/compliance/report.ts';
import type { Finding } from '../../core/findings/finding.ts';
import { parseSqlStatement } from '../../core/lake/sql-statement.ts';
import { loadInventory } from '../../jobs/load-inventory.ts';
import type { Row } from '../../jobs/ports.ts';
import { buildReport } from '../../jobs/report.ts';
import { readQuestions } from '../../jobs/report-questions.ts';
import { renderReportHtml } from '../../render/report/html.ts';
import { renderReportJson } from '../../render/report/json.ts';
import { renderReportMarkdown } from '../../render/report/markdown.ts';
import { fillQuestion, reportQuestionNames } from '../../render/report/questions.ts';
import { detectHere, ingestHere, problemsHere } from '../local-lake.ts';

/** More of them prove more: SUBTRAIL_PROOF_SEEDS=20. */
const seeds = Array.from({ length: Number(process.env['SUBTRAIL_PROOF_SEEDS'] ?? 4) }, (_, index) => 700 + index);
const endAt = new Date('2026-11-23T00:00:00Z');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-report-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a lake needs for its report, done as the commands do it. */
async function fill(name: string, { parts, policy, credentialReports }: Story): Promise<string> {
  const home = join(folder, name);
  const lake = join(home, 'lake');
  const policyFile = join(home, 'subtrail.yaml');
  mkdirSync(home, { recursive: true });
  writeFileSync(policyFile, JSON.stringify({ version: 1, ...policy }));
  for (const [index, part] of parts.entries()) {
    for (const delivery of part) {
      const file = join(home, String(index), delivery.key);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, deliveryBytes(delivery));
    }
    mkdirSync(join(home, String(index)), { recursive: true });
    await ingestHere(lake, [join(home, String(index))], { policyFile });
  }
  await detectHere(lake, policyFile);
  await withLocalLake({ lake }, 'update', async (opened) => {
    for (const { text, givenAt } of credentialReports) await loadInventory(text, { ...opened, givenAt });
  });
  expect(await problemsHere(lake)).toEqual([]);
  return lake;
}

/** Runs every question as the page shows it, and gives the rows of each. Its header still declares what has been filled in. */
async function askAsShown(lake: string, report: Report): Promise<ReadonlyMap<string, readonly Row[]>> {
  return withLocalLake({ lake }, 'read', async ({ engine, sql }) => {
    const rows = new Map<string, readonly Row[]>();
    for (const [name, { text }] of readQuestions(sql))
      rows.set(name, await engine.query(parseSqlStatement(name, fillQuestion(text, report).replace(/^-- .*$/gm, ''))));
    return rows;
  });
}

/** The report with findings in the words of the recount. */
function inWordsOfRecount(report: Report) {
  const describeFinding = ({ finding_key: key, severity, event_count: count, ...rest }: Finding) => ({
    ...{ key, severity, count },
    first: rest.first_event_at,
    last: rest.last_event_at,
  });
  return {
    ...report,
    unexpected: { ...report.unexpected, rows: report.unexpected.rows.map(describeFinding) },
    hygiene: {
      ...report.hygiene,
      rows: report.hygiene.rows.map(({ rule, severity, finding_key }) => `${rule} ${severity} ${finding_key}`).sort(),
    },
  };
}

/** Weeks to report on, how far back, and after how many days a key is ready: the last week and others. */
const last = { weekStartOn: '2026-11-16', weeks: 26, readyAfterDays: 30 };
const looks = [
  last,
  { weekStartOn: '2026-11-09', weeks: 5, readyAfterDays: 7 },
  { weekStartOn: '2026-10-12', weeks: 2, readyAfterDays: 14 },
  { weekStartOn: '2026-11-16', weeks: 1, readyAfterDays: 3 },
];

/** What the reports had in them, so that nothing is compared only where there is nothing. */
const seen = new Set<string>();

function notice({ keys, regressions, inventory, exemptions, unexpected, ...report }: Report): void {
  for (const { state, ciProduct, counterpart, owner, inventoryUsedAt } of keys.rows)
    for (const found of [state, ciProduct, counterpart && 'counterpart', owner && 'owner', inventoryUsedAt && 'listed'])
      if (found !== null) seen.add(found);
  for (const { kind, detail } of regressions.rows) seen.add(`${kind} ${detail.split(' ', 1)[0]}`);
  for (const { severity } of unexpected.rows) seen.add(`unexpected ${severity}`);
  if (exemptions.rows.some(({ findings }) => findings > 0)) seen.add('covered');
  if (report.refusals.rows.length > 0) seen.add('refused');
  if (report.gaps.length > 1) seen.add('gaps');
  if (report.counts.brokenObjects > 0) seen.add('broken');
  if (inventory.dormant.rows.some(({ slot }) => slot === 2)) seen.add('dormant');
  if (report.owners.rows.some(({ name }) => name === null)) seen.add('nobody');
}

const everything = [
  ...['in_use', 'quiet', 'ready', 'GitHub Actions', 'Terraform', 'counterpart', 'owner', 'listed'],
  ...['key_new created', 'key_new not', 'key_back quiet', 'repository_fell_back used'],
  ...['unexpected high', 'unexpected medium', 'covered', 'refused', 'gaps', 'broken', 'dormant', 'nobody'],
];

/** Builds a report and holds each of its parts against the recount. */
async function compare(lake: string, story: Story, look: (typeof looks)[number]): Promise<Report> {
  const report = await withLocalLake({ lake }, 'read', ({ engine, sql }) =>
    buildReport({ engine, sql, ...look, title: 'Report' }),
  );
  const found = inWordsOfRecount(report);
  const expected = recountReport(story, { ...look, hygieneOpen: report.hygiene.rows.length });
  const wrong = Object.entries(expected).filter(([part, value]) => !isDeepStrictEqual(Reflect.get(found, part), value));
  const said = wrong.map(([part]) => [part, Reflect.get(found, part)]);
  expect({ look, ...Object.fromEntries(said) }).toEqual({ look, ...Object.fromEntries(wrong) });
  const known = new Set([...Object.keys(expected), ...(story.planted === null ? ['hygiene'] : [])]);
  expect(Object.keys(found).filter((part) => !known.has(part))).toEqual([]);
  return report;
}

describe('the weekly report', () => {
  it.each(seeds.flatMap((seed) => [['organisation', seed] as const, ['incidents', seed] as const]))(
    'says of an organisation what a recount of its events says (%s, seed %i)',
    async (kind, seed) => {
      const story = (kind === 'organisation' ? tellOrganisation : tellIncidents)(seed, endAt);
      const lake = await fill(`${kind}-${seed}`, story);
      for (const look of looks) notice(await compare(lake, story, look));
    },
    240_000,
  );

  it('shows questions that anybody can run as they are', async () => {
    const story = tellIncidents(699, endAt);
    const lake = await fill('questions', story);
    const report = await compare(lake, story, last);
    const rows = await askAsShown(lake, report);
    const keys = report.keys.rows.map(({ keyId }) => keyId);
    const keysOf = (name: string) => rows.get(name)?.map((row) => row['key_id']);
    expect(keys.length).toBeGreaterThan(1);
    expect(keysOf('reports/long_lived_keys')).toEqual(keys);
    expect(keysOf('reports/key_details')?.toSorted()).toEqual(keys.toSorted());
    expect([...rows.keys()].toSorted()).toEqual([...reportQuestionNames].toSorted());
  });

  it.each(smallStories)('says the same of %s', async (name) => {
    const story = tellSmallStory(name, endAt);
    const lake = await fill(name, story);
    const reports = [await compare(lake, story, last), await compare(lake, story, { ...last, weeks: 1 })];
    for (const report of reports) {
      expect(renderReportJson(report)).toContain('subtrail.report/1');
      expect(renderReportMarkdown(report)).toContain(report.week);
      expect(await renderReportHtml(report)).toMatch(/<\/html>\s*$/);
    }
  });

  it('had everything in it that is compared', () => {
    expect(everything.filter((one) => !seen.has(one))).toEqual([]);
  });

  it('foretells what another calculation foretells', () => {
    const random = createRandom(7);
    const reasons = new Set<unknown>();
    for (let turn = 0; turn < 1_000; turn += 1) {
      const slope = random.pick([0.1, 0.05, 0.01, 0.002, 0, -0.02]);
      const noise = random.pick([0, 0.002, 0.02, 0.1]);
      const weeks = Array.from({ length: random.whole(1, 26) }, (_, index) => ({
        startOn: new Date(Date.UTC(2026, 4, 25 + 7 * index)).toISOString().slice(0, 10),
        share: random.chance(0.05)
          ? null
          : Math.min(1, Math.max(0, 0.9 - slope * index + noise * (random.next() - 0.5))),
      }));
      const found = forecastEnd(weeks);
      expect({ weeks, ...found }).toEqual({ weeks, ...refit(weeks) });
      reasons.add(found.expectedOn === null ? found.reason : 'foretold');
    }
    expect([...reasons].sort()).toEqual(['done', 'foretold', 'not_falling', 'too_few_weeks', 'too_uncertain']);
  });
});

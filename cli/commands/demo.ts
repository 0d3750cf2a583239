import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { credentialReports } from '../../bench/organisation/credential-reports.ts';
import {
  deliveryBytes,
  demoOptions,
  generateOrganisation,
  type Organisation,
} from '../../bench/organisation/generate-organisation.ts';
import { policyText } from '../../bench/organisation/policy-text.ts';
import { everyDelivery } from '../../core/cloudtrail/delivery-filter.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { loadInventory } from '../../jobs/load-inventory.ts';
import { renderFindings } from '../../render/terminal/findings.ts';
import { workersDefault } from '../batch-runner.ts';
import { withLocalLake } from '../lake.ts';
import { readPolicyFile } from '../policy-file.ts';
import { runSteps } from '../steps.ts';
import { terminalStyle } from '../terminal-style.ts';
import { detectFindings, requireAllRan } from './detect.ts';
import { ingestAndAttribute } from './ingest.ts';
import { writeReport } from './report.ts';

/** Where a demo keeps the credential reports of its accounts. */
const reportsFolder = 'credential-reports';

/** Written into a demo's folder, so that only a demo's folder is ever replaced. */
const markerName = '.subtrail-demo';

/** `subtrail demo`: a made-up organisation, from its deliveries to its report. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .summary('a made-up organisation, end to end, and its report')
    .description(
      'Makes ten weeks of CloudTrail deliveries of an invented organisation that moves its CI from long-lived keys to OIDC,\nthen reads, attributes, detects and reports them as it would yours. Nothing leaves this machine.',
    )
    .option('--out <dir>', 'where to put deliveries, lake, policy and report', 'subtrail-demo')
    .action(async (options: { readonly out: string }) => {
      await prepareFolder(options.out);
      await runDemo(options.out);
    });
}

/** **errors**: `wrong_use` when it is not a folder, cannot be read, or holds something that no demo put there. */
async function prepareFolder(out: string): Promise<void> {
  const entries = await readdir(out).catch((cause: NodeJS.ErrnoException): string[] => {
    if (cause.code === 'ENOENT') return [];
    const reason = cause.code === 'ENOTDIR' ? 'it is not a folder' : cause.message;
    throw new SubtrailError('wrong_use', `Make the demo in ${JSON.stringify(out)}: ${reason}`, { cause });
  });
  if (entries.length > 0 && !entries.includes(markerName)) {
    throw new SubtrailError(
      'wrong_use',
      `Make the demo in ${JSON.stringify(out)}: the folder is not empty and is not a demo's; give another --out`,
    );
  }
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await writeFile(join(out, markerName), 'Made by "subtrail demo"; another run replaces this folder.\n');
}

async function runDemo(out: string): Promise<void> {
  const policyPath = join(out, 'subtrail.yaml');
  // The story ends last night, so that its weeks are the latest full ones.
  const endAt = new Date(`${systemClock.now().toISOString().slice(0, 10)}T00:00:00Z`);
  await runSteps([
    {
      title: 'Making an organisation',
      run: async (progress) => {
        const organisation = generateOrganisation(demoOptions(endAt));
        await writeDeliveries(organisation, out, progress.report);
        await writeFile(policyPath, policyText(organisation, endAt));
        await writeCredentialReports(organisation, out, endAt);
        return `${organisation.deliveries.length} deliveries`;
      },
    },
  ]);
  const policy = await readPolicyFile(policyPath);
  const lakeFolder = join(out, 'lake');
  await withLocalLake({ lake: lakeFolder }, 'create', async (lake) => {
    // Late deliveries come in a run of their own, so that the repair of earlier calls is part of the show.
    for (const batch of ['on-time', 'late']) {
      const sources = [{ kind: 'files' as const, root: resolve(out, 'deliveries', batch), readsAnyName: false }];
      await ingestAndAttribute(lake, {
        sources,
        families: policy.families,
        workers: workersDefault,
        filter: everyDelivery,
      });
    }
    for (const file of await readdir(join(out, reportsFolder)))
      await loadInventory(await readFile(join(out, reportsFolder, file), 'utf8'), { ...lake, givenAt: endAt });
    const outcome = await detectFindings(lake, policy, {});
    requireAllRan(outcome);
    const open = outcome.findings.map((planned) => planned.finding).filter((finding) => finding.state === 'open');
    process.stdout.write(renderFindings(open, { ...terminalStyle(), asOf: systemClock.now() }));
    const html = join(out, 'report.html');
    await writeReport(lake, { out: html, format: 'html' });
    await writeReport(lake, { out: join(out, 'report.md'), format: 'md' });
    const [counts] = await lake.engine.query(lake.sql.get('checks/rows_staged_balance'));
    process.stdout.write(closingWords(open.length, Number(counts?.['calls'] ?? 0), { html, lakeFolder }));
  });
}

async function writeCredentialReports(organisation: Organisation, out: string, endAt: Date): Promise<void> {
  await mkdir(join(out, reportsFolder));
  for (const [accountId, csv] of credentialReports(organisation, endAt))
    await writeFile(join(out, reportsFolder, `${accountId}.csv`), csv);
}

function closingWords(
  findings: number,
  calls: number,
  paths: { readonly html: string; readonly lakeFolder: string },
): string {
  return [
    '',
    `${findings} open findings over ${calls.toLocaleString('en')} calls of ten weeks.`,
    '',
    `  The report   ${paths.html}`,
    `  Ask it       npx subtrail query keys_in_use --lake ${paths.lakeFolder}`,
    `               npx subtrail who UpdateStack --lake ${paths.lakeFolder}`,
    '  Your own     npx subtrail ingest PATH-OR-s3://BUCKET/PREFIX',
    '',
  ].join('\n');
}

async function writeDeliveries(organisation: Organisation, out: string, report: (text: string) => void): Promise<void> {
  for (const [index, delivery] of organisation.deliveries.entries()) {
    const file = join(out, 'deliveries', delivery.batch === 'late' ? 'late' : 'on-time', delivery.key);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, deliveryBytes(delivery));
    if (index % 100 === 99) report(`${index + 1} of ${organisation.deliveries.length}`);
  }
}

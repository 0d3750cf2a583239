import { access, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { addDays, dayOf, mondayOf, parseIsoWeek } from '../../core/compliance/iso-week.ts';
import type { Report } from '../../core/compliance/report.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { buildReport } from '../../jobs/report.ts';
import { readQuestions } from '../../jobs/report-questions.ts';
import { renderReportCsv } from '../../render/report/csv.ts';
import { renderReportJson } from '../../render/report/json.ts';
import { renderReportMarkdown } from '../../render/report/markdown.ts';
import type { Questions } from '../../render/report/questions.ts';
import { findWindow } from '../event-window.ts';
import { type OpenLake, withLake } from '../lake.ts';
import { addLakeOptions, addPolicyOption } from '../options.ts';
import { type PolicyFile, readPolicyFile } from '../policy-file.ts';
import { runSteps } from '../steps.ts';

const formats = ['html', 'md', 'csv', 'json'] as const;
type Format = (typeof formats)[number];

interface ReportOptions {
  readonly lake: string;
  readonly policy?: string;
  readonly week?: string;
  readonly out?: string;
  readonly format?: Format;
}

const renderers: Readonly<Record<Format, (report: Report, questions: Questions) => string | Promise<string>>> = {
  // Drawing charts takes a browser's document, which no other command has to wait for.
  html: async (report, questions) => (await import('../../render/report/html.ts')).renderReportHtml(report, questions),
  md: renderReportMarkdown,
  csv: renderReportCsv,
  json: renderReportJson,
};

/** `subtrail report`: the week in one page. */
export function addReportCommand(program: Command): void {
  const command = program
    .command('report')
    .summary('the week in one HTML page, or as Markdown, CSV or JSON')
    .description(
      'Writes the weekly report: how far CI is from needing no long-lived key, which keys are left and whose they are, what goes\nthe wrong way, when it may be done, and what the trail cannot see. Findings are those of the last "subtrail detect".\n\nThe page needs no network and no script. The CSV has one row a thing, with its kind under "section"; the JSON follows\nschema/report.schema.json.',
    )
    .option('--week <week>', 'the ISO week, such as 2026-W47 (default: the last full one in the lake)', parseWeek)
    .option('--out <file>', 'where to write it (default: report.html, or stdout for other formats)')
    .addOption(
      new Option(
        '--format <format>',
        'how to write it (default: by the ending of --out; html where it has none)',
      ).choices(formats),
    );
  addPolicyOption(addLakeOptions(command));
  command.action(async (options: ReportOptions) => {
    const policy = await readPolicyFile(options.policy);
    const format = options.format ?? formatOf(options.out);
    const out = options.out ?? (format === 'html' ? 'report.html' : undefined);
    // Before the work, not after it.
    if (out !== undefined) await access(dirname(out)).catch((cause: unknown) => cannotWrite(out, cause));
    await withLake(options, 'read', (lake) => writeReport(lake, { ...options, format, out, policy }));
    if (out !== undefined) process.stdout.write(`${out}\n`);
  });
}

/** Writes the report of a week, by default the last full week that the lake knows, to a file or to stdout, with progress on a terminal. */
export async function writeReport(
  lake: OpenLake,
  options: {
    readonly week?: string;
    readonly format: Format;
    readonly out: string | undefined;
    readonly policy?: PolicyFile;
  },
): Promise<void> {
  const { out } = options;
  let text = '';
  await runSteps([
    {
      title: 'Asking for the report',
      run: async (progress) => {
        const weekStartOn = options.week ?? (await findLastFullWeek(lake));
        const { title, weeks, ready_after_days: readyAfterDays } = options.policy?.policy?.report ?? {};
        const { engine, sql } = lake;
        const report = await buildReport({ engine, sql, weekStartOn, weeks, readyAfterDays, title, progress });
        text = await renderers[options.format](report, readQuestions(sql));
        return `week ${report.week}`;
      },
    },
  ]);
  if (out === undefined) process.stdout.write(text);
  else await writeFile(out, text).catch((cause: unknown) => cannotWrite(out, cause));
}

function cannotWrite(out: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new SubtrailError('wrong_use', `Write the report ${JSON.stringify(out)}: ${reason}`, { cause });
}

/** The newest week is full when its Sunday has been seen; a lake of less than a week reports what there is. */
async function findLastFullWeek(lake: OpenLake): Promise<string> {
  const { windowStartAt, windowEndAt } = await findWindow(lake, {});
  const isEmpty = windowEndAt.getTime() <= 1000;
  const lastDay = dayOf(isEmpty ? systemClock.now() : new Date(windowEndAt.getTime() - 1000));
  const monday = mondayOf(lastDay);
  const isFull = lastDay === addDays(monday, 6);
  return isFull || isEmpty || dayOf(windowStartAt) >= monday ? monday : addDays(monday, -7);
}

function parseWeek(text: string): string {
  const monday = parseIsoWeek(text);
  if (monday === null) throw new InvalidArgumentError('Give an ISO week such as 2026-W47.');
  return monday;
}

/** **errors**: `wrong_use` for an ending that is none of ours: a page called `.pdf` would open nowhere. */
function formatOf(out: string | undefined): Format {
  const ending = extname(out ?? '').slice(1);
  if (ending === '') return 'html';
  const format = formats.find((one) => one === ending.toLowerCase());
  if (format !== undefined) return format;
  const wanted = `end it with ${formats.map((one) => `.${one}`).join(', ')}, or give --format`;
  throw new SubtrailError('wrong_use', `Write the report ${JSON.stringify(out)}: ${wanted}`);
}

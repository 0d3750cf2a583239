import { bindQuestion, describeDefault } from '../../core/explore/bind-question.ts';
import { questionCatalogue } from '../../core/explore/catalogue.ts';
import {
  type Question,
  type QuestionParameter,
  type QuestionTheme,
  questionThemes,
} from '../../core/explore/question.ts';
import type { Row } from '../../jobs/ports.ts';
import { renderCell } from '../../render/terminal/cell.ts';
import { type SampleLake, sampleNewestOn } from './sample-lake.ts';

/** Rows of an answer that the page shows, and characters of a cell. */
const rowsShown = 3;
const cellLengthMax = 90;

const opening = `# Saved questions

Made by \`npx tsx scripts/write-questions.ts\`; a test fails when it no longer says what the questions say.

\`subtrail query NAME\` asks one, \`subtrail query --list\` lists them, \`subtrail query NAME --describe\` says what one takes:

\`\`\`
subtrail query repository_activity --param repository_like=acme/shop --param since_on=2026-11-01
\`\`\`

- Days are UTC and both included. Without \`until_on\` the last one is the newest in the lake, never today: the same lake gives the same answer.
- A parameter that ends in \`_like\` takes \`*\` for any text and \`?\` for one character. Case matters.
- Behind each parameter stands, in brackets, its default, and what it is where its name does not say it.
- An answer ends after \`rows_max\` rows; when it does, a line on stderr says so.
- In Athena the same questions are saved queries of the workgroup. They run as pasted, with the defaults below and \`%\` where something has to be given; comments at their top say what stands for what.
- Each reads only the days that it is asked about, except \`trust_policies\`, \`trust_history\` and \`wildcard_role_users\`, which look for policies two years back, in small tables.

Sample answers come from the organisation of \`subtrail demo\`, its story ended on ${sampleNewestOn}, cut to ${rowsShown} rows.
`;

/** The page of all questions, with what each answers over the sample lake. */
export async function renderQuestionsPage(lake: SampleLake): Promise<string> {
  const parts: string[] = [opening, renderContents(lake)];
  let theme: QuestionTheme | null = null;
  for (const question of questionCatalogue) {
    if (question.theme !== theme) parts.push(`## ${questionThemes[question.theme]}\n`);
    theme = question.theme;
    parts.push(await renderQuestionPart(question, lake));
  }
  return `${parts.join('\n').trimEnd()}\n`;
}

const purposeOf = ({ name }: Question, { sql }: SampleLake): string =>
  sql.get(`explore/${name}`).header['purpose'] ?? '';

const renderContents = (lake: SampleLake): string =>
  `${[
    '| question | what it answers |',
    '| --- | --- |',
    ...questionCatalogue.map(
      (question) => `| [\`${question.name}\`](#${question.name}) | ${escapeCell(purposeOf(question, lake))} |`,
    ),
  ].join('\n')}\n`;

async function renderQuestionPart(question: Question, lake: SampleLake): Promise<string> {
  const { name, parameters } = question;
  const statement = lake.sql.get(`explore/${name}`);
  const given = new Map(
    parameters.flatMap((parameter) =>
      parameter.kind === 'pattern' && parameter.pattern === null ? [[parameter.name, parameter.example] as const] : [],
    ),
  );
  const { values } = bindQuestion(name, { parameters, given, newestOn: sampleNewestOn });
  const rows = await lake.engine.query(statement, values);
  const words = [...given].map(([key, value]) => ` --param ${key}='${value}'`).join('');
  return [
    `### ${name}`,
    '',
    `${purposeOf(question, lake)} Gives ${statement.header['grain'] ?? ''}.`,
    '',
    `Takes ${parameters.map(describeParameter).join(' · ')}.`,
    '',
    `\`subtrail query ${name}${words}\` gives ${countRows(rows.length, Number(values['rows_max']))}:`,
    '',
    ...renderRows(rows.slice(0, rowsShown)),
    '',
  ].join('\n');
}

const describeParameter = (parameter: QuestionParameter): string => {
  const isOwn = parameter.kind !== 'day' && parameter.name !== 'rows_max';
  const meaning = isOwn ? `, ${escapeCell(parameter.meaning.replace(/\.$/, ''))}` : '';
  return `\`${parameter.name}\` (${escapeCell(describeDefault(parameter))}${meaning})`;
};

function countRows(count: number, max: number): string {
  if (count === max) return `${count} rows and perhaps more, such as`;
  if (count > rowsShown) return `${count} rows, such as`;
  return count === 1 ? 'one row' : `${count} rows`;
}

/** Rows as a table; what no row fills is left out. */
function renderRows(rows: readonly Row[]): readonly string[] {
  const names = Object.keys(rows[0] ?? {}).filter((name) => rows.some((row) => row[name] !== null && row[name] !== ''));
  if (names.length === 0) return ['Nothing, in this organisation.'];
  return [
    `| ${names.join(' | ')} |`,
    `| ${names.map(() => '---').join(' | ')} |`,
    ...rows.map((row) => `| ${names.map((name) => escapeCell(cut(renderCell(row[name])))).join(' | ')} |`),
  ];
}

const cut = (text: string): string => (text.length > cellLengthMax ? `${text.slice(0, cellLengthMax)}…` : text);

/** Text that may come from a log, as it reads in a cell of Markdown. */
const escapeCell = (text: string): string => text.replace(/[\\`*{}[\]<>|~]/g, (sign) => `\\${sign}`);

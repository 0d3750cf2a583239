import { type Command, InvalidArgumentError } from 'commander';
import { type BoundQuestion, bindQuestion } from '../../core/explore/bind-question.ts';
import type { SqlStatement } from '../../core/lake/sql-statement.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { Parameters, QueryEngine, Row } from '../../jobs/ports.ts';
import { renderQuestion, renderQuestionList } from '../../render/terminal/questions.ts';
import { type EngineName, engineEnvironmentHelp } from '../engine-names.ts';
import { type OpenLake, openSqlLibrary, withLake } from '../lake.ts';
import { addFormatOption, addLakeOptions } from '../options.ts';
import { printRows, type RowFormat } from '../print-rows.ts';
import { type AskedStatement, describeStatement, findStatement, listQuestions } from '../saved-questions.ts';
import { terminalStyle } from '../terminal-style.ts';
import { withoutComments } from '../without-comments.ts';

interface QueryOptions {
  readonly lake: string;
  readonly engine: EngineName;
  readonly file?: string;
  readonly list?: true;
  readonly describe?: true;
  readonly param: ReadonlyMap<string, string>;
  readonly format: RowFormat;
}

const examples = `
Examples:
  subtrail query --list
  subtrail query keys_in_use
  subtrail query repository_activity --describe
  subtrail query repository_activity --param repository_like=acme/shop --param since_on=2026-11-01
  subtrail query "select origin_kind, count(*) as calls from calls group by origin_kind"
`;

/** `subtrail query`: SQL over the lake, from the command line, a file, or a saved question. */
export function addQueryCommand(program: Command): void {
  const command = program
    .command('query')
    .summary('ask the lake in SQL, or with a saved question')
    .description(
      'Runs one SQL statement over the lake, read-only. Tables: calls, sessions, iam_changes, deliveries, rejects,\nfindings, expected_subjects, exemptions, principals. Without an argument it lists the saved questions.',
    )
    .argument('[sql]', 'a statement, or the name of a saved question')
    .option('-f, --file <file>', 'read the statement from a file')
    .option(
      '-p, --param <name=value>',
      'a value for a parameter of the question, or of a statement whose header declares it; may be repeated',
      collectParameter,
      new Map<string, string>(),
    )
    .option('--list', 'list the saved questions')
    .option('--describe', 'say what the question takes and gives, without asking it')
    .addHelpText('after', `${examples}\n${engineEnvironmentHelp}`);
  addFormatOption(addLakeOptions(command), ['table', 'json', 'csv']);
  command.action(async (text: string | undefined, options: QueryOptions) => {
    if (text !== undefined && options.file !== undefined)
      throw new SubtrailError('wrong_use', 'Query: give a statement or --file, not both');
    const sql = openSqlLibrary();
    if (options.list === true || (text === undefined && options.file === undefined)) {
      const questions = listQuestions(sql);
      print(questions, options.format, () => renderQuestionList(questions, terminalStyle()));
      return;
    }
    const asked = await findStatement({ text, file: options.file }, sql);
    if (options.describe === true) {
      const described = describeStatement(asked);
      print(described.parameters, options.format, () => renderQuestion(described, terminalStyle()));
      return;
    }
    const statement = readOnly(asked.statement, options.engine);
    // What is wrong with the values is said before a lake is opened.
    bindQuestion(asked.name, { parameters: asked.parameters, given: options.param, newestOn: '9999-12-31' });
    await withLake(options, 'read', async (lake) => {
      const newestOn = await findNewestDay(lake, asked, options.param);
      const bound = bindQuestion(asked.name, { parameters: asked.parameters, given: options.param, newestOn });
      const rows = await ask(lake.engine, statement, bound.values);
      printRows(rows, options.format);
      tellHowAsked(asked, bound, rows.length);
    });
  });
}

/** **errors**: refuses a text without a name, and a name that came before. */
function collectParameter(text: string, earlier: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const [, name, value] = /^\s*:?([A-Za-z0-9_-]+)\s*=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('Give a name and a value, such as rows_max=10.');
  if (earlier.has(name)) throw new InvalidArgumentError(`"${name}" is given twice.`);
  return new Map([...earlier, [name, value]]);
}

function print(rows: readonly object[], format: RowFormat, renderText: () => string): void {
  if (format === 'table') process.stdout.write(`${renderText()}\n`);
  else printRows(rows as readonly Row[], format);
}

/** The day from which days are counted; not looked up where nothing follows from it. */
async function findNewestDay(
  { engine, sql }: OpenLake,
  { parameters }: AskedStatement,
  given: ReadonlyMap<string, string>,
): Promise<string> {
  const needed = parameters.some(({ kind, name }) => kind === 'day' && !given.has(name)) && !given.has('until_on');
  const [row] = needed ? await engine.query(sql.get('status/newest_day')) : [];
  return String(row?.['newest_on'] ?? '1970-01-01');
}

/** Says on stderr what a terminal's reader cannot see in the rows, and to everybody that there may be more of them. */
function tellHowAsked({ name, isSaved }: AskedStatement, { told, values }: BoundQuestion, rows: number): void {
  const pairs = Object.entries(told).map(([key, value]) => `${key}=${value}`);
  if (isSaved && process.stderr.isTTY === true) process.stderr.write(`\n${name}: ${pairs.join(' ')}\n`);
  if (isSaved && values['rows_max'] === rows) process.stderr.write(`rows_max is ${rows}: there may be more rows\n`);
}

/**
 * A lake in a folder is opened so that nothing can write to it. Elsewhere the statement itself has to be one that reads.
 * **errors**: `wrong_use`.
 */
function readOnly(statement: SqlStatement, engine: EngineName): SqlStatement {
  const bare = withoutComments(statement.text);
  if (engine === 'duckdb' || /^(select|with|values|show|describe|explain(?!\s+analyze))\b/i.test(bare))
    return statement;
  throw new SubtrailError(
    'wrong_use',
    `Query: with --engine ${engine} a statement begins with select, with, values, show, describe or explain`,
  );
}

/** A statement that the engine refuses is the user's to mend, so it counts as wrong use. */
async function ask(engine: QueryEngine, statement: SqlStatement, parameters: Parameters): Promise<readonly Row[]> {
  return engine.query(statement, parameters).catch((error: unknown) => {
    if (!(error instanceof SubtrailError)) throw error;
    throw new SubtrailError('wrong_use', error.message, { cause: error });
  });
}

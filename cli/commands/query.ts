import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { parseSqlStatement, type SqlStatement } from '../../core/lake/sql-statement.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import type { QueryEngine, Row, SqlLibrary } from '../../jobs/ports.ts';
import { type EngineName, engineEnvironmentHelp } from '../engine-names.ts';
import { withLake } from '../lake.ts';
import { addFormatOption, addLakeOptions } from '../options.ts';
import { printRows, type RowFormat } from '../print-rows.ts';

interface QueryOptions {
  readonly lake: string;
  readonly engine: EngineName;
  readonly file?: string;
  readonly format: RowFormat;
}

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
    .addHelpText(
      'after',
      `\nExamples:\n  subtrail query keys_in_use\n  subtrail query "select origin_kind, count(*) as calls from calls group by origin_kind"\n\n${engineEnvironmentHelp}`,
    );
  addFormatOption(addLakeOptions(command), ['table', 'json', 'csv']);
  command.action(async (text: string | undefined, options: QueryOptions) => {
    if (text !== undefined && options.file !== undefined) {
      throw new SubtrailError('wrong_use', 'Query: give a statement or --file, not both');
    }
    await withLake(options, 'read', async ({ engine, sql }) => {
      const rows =
        text === undefined && options.file === undefined
          ? listQuestions(sql)
          : await ask(engine, readOnly(await findStatement(text, options.file, sql), options.engine));
      printRows(rows, options.format);
    });
  });
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

/** A statement from its first word on. */
const withoutComments = (text: string): string => text.replace(/^(\s+|;|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '');

/** A statement that the engine refuses is the user's to mend, so it counts as wrong use. */
async function ask(engine: QueryEngine, statement: SqlStatement): Promise<readonly Row[]> {
  return engine.query(statement).catch((error: unknown) => {
    if (!(error instanceof SubtrailError)) throw error;
    throw new SubtrailError('wrong_use', error.message, { cause: error });
  });
}

const listQuestions = (sql: SqlLibrary) =>
  sql.names('explore').map((name) => ({
    name: name.slice('explore/'.length),
    question: sql.get(name).header['purpose'] ?? '',
  }));

async function findStatement(
  text: string | undefined,
  file: string | undefined,
  sql: SqlLibrary,
): Promise<SqlStatement> {
  if (file !== undefined) {
    const read = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new SubtrailError('wrong_use', `Read the statement ${JSON.stringify(file)}: there is no such file`, {
        cause,
      });
    });
    return parseQuery(file, read);
  }
  const name = (text ?? '').trim();
  if (!/^[a-z0-9_]+$/.test(name)) return parseQuery('your query', name);
  if (sql.names('explore').includes(`explore/${name}`)) return sql.get(`explore/${name}`);
  throw new SubtrailError('wrong_use', `Query: there is no saved question "${name}"; "subtrail query" lists them`);
}

function parseQuery(name: string, text: string): SqlStatement {
  if (withoutComments(text) === '')
    throw new SubtrailError('wrong_use', `Run ${JSON.stringify(name)}: there is no statement in it`);
  return parseSqlStatement(name, text);
}

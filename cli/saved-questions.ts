import { readFile } from 'node:fs/promises';
import { type AskedParameter, describeDefault, describeWanted } from '../core/explore/bind-question.ts';
import { findQuestion, questionCatalogue } from '../core/explore/catalogue.ts';
import { questionThemes } from '../core/explore/question.ts';
import { typedParameters } from '../core/explore/typed-parameter.ts';
import { parseSqlStatement, type SqlStatement } from '../core/lake/sql-statement.ts';
import { closestName } from '../core/policy/closest-name.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { SqlLibrary } from '../jobs/ports.ts';
import type { DescribedQuestion, ListedQuestion } from '../render/terminal/questions.ts';
import { withoutComments } from './without-comments.ts';

/** A statement that somebody asks, saved or written, with what it takes. `isSaved`: it comes from `sql/explore/`. */
export interface AskedStatement {
  readonly name: string;
  readonly isSaved: boolean;
  readonly statement: SqlStatement;
  readonly parameters: readonly AskedParameter[];
}

/** All saved questions, by theme. */
export const listQuestions = (sql: SqlLibrary): readonly (ListedQuestion & { readonly parameters: string })[] =>
  questionCatalogue.map(({ name, theme, parameters }) => ({
    theme: questionThemes[theme],
    name,
    question: sql.get(`explore/${name}`).header['purpose'] ?? '',
    parameters: parameters.map((parameter) => parameter.name).join(', '),
  }));

/**
 * What the words of the command line ask: a saved question by its name, else the statement itself, else a file's.
 * **errors**: `wrong_use` for a name or a file that is not there.
 */
export async function findStatement(
  { text, file }: { readonly text?: string | undefined; readonly file?: string | undefined },
  sql: SqlLibrary,
): Promise<AskedStatement> {
  if (file !== undefined) {
    const read = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new SubtrailError('wrong_use', `Read the statement ${JSON.stringify(file)}: there is no such file`, {
        cause,
      });
    });
    return written(parseQuery(file, read));
  }
  const name = (text ?? '').trim();
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return written(parseQuery('your query', name));
  const question = findQuestion(name);
  if (question === undefined) throw unknownQuestion(name);
  return { name, isSaved: true, statement: sql.get(`explore/${name}`), parameters: question.parameters };
}

function parseQuery(name: string, text: string): SqlStatement {
  if (withoutComments(text) === '')
    throw new SubtrailError('wrong_use', `Run ${JSON.stringify(name)}: there is no statement in it`);
  return parseSqlStatement(name, text);
}

const written = (statement: SqlStatement): AskedStatement => ({
  name: statement.name,
  isSaved: false,
  statement,
  parameters: typedParameters(statement),
});

function unknownQuestion(name: string): SubtrailError {
  const near = closestName(
    name,
    questionCatalogue.map((question) => question.name),
  );
  const hint = near === null ? '"subtrail query --list" lists them' : `did you mean ${near}?`;
  return new SubtrailError('wrong_use', `Query: there is no saved question "${name}"; ${hint}`);
}

/** What a statement takes and gives, in words. */
export const describeStatement = ({ name, statement, parameters }: AskedStatement): DescribedQuestion => ({
  name,
  question: statement.header['purpose'] ?? '',
  grain: statement.header['grain'] ?? 'rows',
  outputs: statement.header['outputs'] ?? 'what it selects',
  parameters: parameters.map((parameter) => ({
    parameter: parameter.name,
    wants: describeWanted(parameter),
    default: parameter.kind === 'typed' ? 'none: has to be given' : describeDefault(parameter),
    meaning: parameter.kind === 'typed' ? '' : parameter.meaning,
  })),
});

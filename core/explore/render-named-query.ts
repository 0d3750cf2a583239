import { renderLiteral, renderWithExpressions } from '../lake/sql-literals.ts';
import type { SqlStatement } from '../lake/sql-statement.ts';
import { toLikePattern } from '../origin/string-like.ts';
import { SubtrailError } from '../subtrail-error.ts';
import { findQuestion } from './catalogue.ts';
import type { QuestionParameter } from './question.ts';

/**
 * A saved question with its defaults in the place of its parameters, so that it runs as pasted into Athena or Trino.
 * **shape**: days are counted back from the newest one in the lake, by the query itself; what has to be given elsewhere is
 * everything here. Comments at the top say what stands for what, for whoever changes it.
 * **errors**: `sql_parameter` for a statement that is not in the catalogue, or takes what the catalogue does not name.
 */
export function renderNamedQuery(statement: SqlStatement): string {
  const question = findQuestion(statement.name.replace(/^.*\//, ''));
  if (question === undefined)
    throw new SubtrailError('sql_parameter', `Render "${statement.name}": the catalogue of questions does not name it`);
  const expressions = new Map(
    question.parameters.map((parameter) => [parameter.name, expressionOf(statement, parameter)]),
  );
  const notes = question.parameters.map(
    (parameter) => `-- ${parameter.name} is ${expressions.get(parameter.name)}: ${noteOf(parameter)}`,
  );
  return `${notes.join('\n')}\n${renderWithExpressions(statement, (name) => expressions.get(name))}`;
}

function expressionOf(statement: SqlStatement, parameter: QuestionParameter): string {
  switch (parameter.kind) {
    case 'day': {
      const day = parameter.daysBack === 0 ? 'event_date' : `date_add('day', -${parameter.daysBack}, event_date)`;
      return `(select max(${day}) from calls)`;
    }
    case 'pattern':
      return renderLiteral(statement, parameter.name, toLikePattern(parameter.pattern ?? '*'));
    case 'number':
      return renderLiteral(statement, parameter.name, parameter.value);
  }
}

const noteOf = (parameter: QuestionParameter): string =>
  parameter.kind === 'pattern'
    ? `${parameter.meaning} % is any text, _ one character, as in '${toLikePattern(parameter.example)}'`
    : parameter.kind === 'day'
      ? `${parameter.meaning} A day is written date '2026-11-22'`
      : parameter.meaning;

import type { Offence } from '../offence.ts';
import type { SqlSource } from './sql-source.ts';
import { findNodes, type SqlNode } from './sql-tree.ts';
import { trinoFunctions } from './trino-functions.ts';

/** Statements that Trino's grammar refuses, and the two things of other dialects that this grammar lets pass. */
export const findForeignSyntax = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, parsed: { tree, errors } }) => [
    ...errors.map(({ line, message }) => ({ path, line, mend: `Write it as Trino does: ${message}` })),
    ...findNodes(tree, ['BackQuotedIdentifier']).map(({ line, text }) => ({
      path,
      line,
      mend: `Quote the name ${text} as "${text.slice(1, -1)}"`,
    })),
    ...findNodes(tree, ['AliasedRelation'])
      .filter(({ children }) => children.at(-1)?.text === 'asof')
      .map(({ line }) => ({ path, line, mend: 'Trino has no asof join: rank the candidates in a step of "with"' })),
  ]);

/** Files with more than one statement, with none, or with one that ends in a semicolon. */
export const findSeveralStatements = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, parsed: { tree } }) => {
    const semicolons = findNodes(tree, ['Token']).filter(({ text }) => text === ';');
    const isEmpty = findNodes(tree, ['SingleStatement']).length === 0;
    return [
      ...semicolons.map(({ line }) => ({ path, line, mend: 'Take the semicolon out: one file holds one statement' })),
      ...(isEmpty ? [{ path, mend: 'Write a statement below the header' }] : []),
    ];
  });

/** Keywords, functions and names in upper case. Strings and quoted names may hold what they like. */
export const findUpperCase = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, parsed: { tree } }) =>
    findNodes(tree, ['Token'])
      .filter(({ text }) => /[A-Z]/.test(text) && !/^['"`xX]|^[\d.]+E/.test(text))
      .map(({ line, text }) => ({ path, line, mend: `Write ${text} in lower case` })),
  );

/** Functions that Trino does not have, or that we do not know it to have. */
export const findForeignFunctions = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, parsed: { tree } }) =>
    findNodes(tree, ['FunctionName'])
      .filter(({ text }) => !trinoFunctions.has(text.toLowerCase()))
      .map(({ line, text }) => ({
        path,
        line,
        mend: `Trino may not have ${text}(): add it to trino-functions.ts if its documentation names it, or do without`,
      })),
  );

const clockRules = ['CurrentDate', 'CurrentTime', 'CurrentTimestamp', 'LocalTime', 'LocalTimestamp'];
const clockFunctions = new Set(['now', 'current_timezone', 'random', 'rand', 'uuid', 'shuffle']);

/** Statements that ask for the time or for chance: run again, they would give other rows. */
export const findClocks = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, parsed: { tree } }) =>
    [
      ...findNodes(tree, clockRules),
      ...findNodes(tree, ['FunctionName']).filter(({ text }) => clockFunctions.has(text.toLowerCase())),
    ].map(({ line, text }) => ({ path, line, mend: `Take the moment as a parameter instead of ${text}` })),
  );

/** What takes an array's elements in an order of its own, or does not look at their order. */
const orderlessUses = new Set(['array_sort', 'array_max', 'array_min', 'cardinality', 'contains', 'arrays_overlap']);
const functionName = (call: SqlNode): string => findNodes(call, ['FunctionName'])[0]?.text.toLowerCase() ?? '';

/** Aggregates whose value depends on the order in which the engine happens to read its rows. */
export const findUnsteadyAggregates = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, parsed: { tree } }) => {
    const calls = findNodes(tree, ['FunctionCall']);
    const steadied = new Set(
      calls
        .filter((call) => orderlessUses.has(functionName(call)))
        .flatMap((call) => findNodes(call, ['FunctionCall'])),
    );
    return calls.flatMap((call) => {
      const name = functionName(call);
      const isOrdered = call.children.some(({ rule }) => rule === 'SortItem') || steadied.has(call);
      if (name === 'array_agg' && !isOrdered) {
        return [{ path, line: call.line, mend: 'Give array_agg an "order by", or put it into array_sort' }];
      }
      return name === 'arbitrary' || name === 'any_value'
        ? [{ path, line: call.line, mend: `Take min or max instead of ${name}, which may answer otherwise next time` }]
        : [];
    });
  });

/** Names that mean nothing where they stand, aliases that Trino does not know there, columns that no table has. */
export const findWrongNames = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, names }) => names.problems.map(({ line, message }) => ({ path, line, mend: message })));

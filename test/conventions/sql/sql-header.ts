import type { Offence } from '../offence.ts';
import type { SqlSource } from './sql-source.ts';

const fieldsAlways = ['purpose', 'grain', 'inputs', 'outputs'];
const fieldsOfDetections = ['quiet on', 'source'];
const fieldsKnown = [...fieldsAlways, 'params', ...fieldsOfDetections];
const parameterTypes = ['varchar', 'timestamp', 'date', 'bigint', 'integer', 'boolean', 'double', 'json'];

const at = (path: string, mends: readonly (string | null)[]): readonly Offence[] =>
  mends.filter((mend) => mend !== null).map((mend) => ({ path, mend }));

/** Headers that lack a field, have one that nobody reads, or do not say what one row stands for. */
export const findPoorHeaders = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, folder, text, statement: { header, parameterTypes: types } }) => {
    const wanted = folder === 'detections' ? [...fieldsAlways, ...fieldsOfDetections] : fieldsAlways;
    return at(path, [
      ...wanted.filter((field) => !header[field]?.trim()).map((field) => `Add "-- ${field}:" to the header`),
      ...Object.keys(header)
        .filter((field) => !fieldsKnown.includes(field))
        .map((field) => `Nobody reads "-- ${field}:": use ${fieldsKnown.join(', ')}, or a comment below the header`),
      header['grain'] === undefined || /^one row per \S/.test(header['grain'])
        ? null
        : 'Begin the grain with "one row per …"',
      ...Object.entries(types)
        .filter(([, type]) => !parameterTypes.includes(type))
        .map(([name, type]) => `":${name}" has the type "${type}": take one of ${parameterTypes.join(', ')}`),
      /^-- purpose:/.test(text) ? null : 'Begin the file with "-- purpose:"',
    ]);
  });

/** Parameters that are used and not declared, or declared and not used. */
export const findUnboundParameters = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, bindingProblem }) =>
    at(path, [bindingProblem === null ? null : `Make "-- params:" and the text agree: ${bindingProblem}`]),
  );

/** Headers whose inputs are not the tables that the statement reads and writes. */
export const findWrongInputs = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, statement, names }) => {
    const named = (statement.header['inputs'] ?? '').split(/,\s*/).filter((name) => name !== '');
    return at(path, [
      ...[...names.tables]
        .filter((name) => !named.includes(name))
        .map((name) => `Add "${name}" to "-- inputs:": it is used`),
      ...named
        .filter((name) => !names.tables.has(name))
        .map((name) => `Take "${name}" from "-- inputs:": it is not used`),
    ]);
  });

const outputEntry = /([a-z][a-z0-9_]*) (?:varchar|timestamp|date|bigint|integer|boolean|double|array\(varchar\))/g;
const findingColumns = [
  ...['finding_key', 'first_event_at', 'last_event_at', 'event_count', 'actor', 'action', 'resource', 'source_ip'],
  ...['account_id', 'region'],
];

/** Queries whose columns are not those that the header lists. A header may describe them in words instead. */
export const findWrongOutputs = (statements: readonly SqlSource[]): readonly Offence[] =>
  statements.flatMap(({ path, folder, statement, names }) => {
    if (names.kind !== 'query') return [];
    const text = statement.header['outputs'] ?? '';
    const listed = [...text.matchAll(outputEntry)].map(([, name = '']) => name);
    const wanted = text.startsWith('finding columns') ? [...findingColumns, ...listed] : listed;
    const isSame = wanted.length === 0 || wanted.join() === names.outputs.join();
    const leads = names.outputs.slice(0, findingColumns.length).join() === findingColumns.join();
    return at(path, [
      names.outputs.includes('') ? 'Give every column of the last select a name with "as"' : null,
      isSame ? null : `Make "-- outputs:" and the columns agree, in order: the query gives ${names.outputs.join(', ')}`,
      folder !== 'detections' || leads ? null : `Begin with the columns of a finding: ${findingColumns.join(', ')}`,
    ]);
  });

import { describe, it } from 'vitest';
import { lakeTables, stagedTables } from '../../core/lake/tables.ts';
import { expectNone } from './offence.ts';
import { readProject } from './source-text.ts';
import {
  findClocks,
  findForeignFunctions,
  findForeignSyntax,
  findSeveralStatements,
  findUnsteadyAggregates,
  findUpperCase,
  findWrongNames,
} from './sql/sql-dialect.ts';
import { findPoorHeaders, findUnboundParameters, findWrongInputs, findWrongOutputs } from './sql/sql-header.ts';
import { findPartialOrders, findStars, findUnboundedScans } from './sql/sql-order.ts';
import { columnsOf, readSqlSources } from './sql/sql-source.ts';

const statements = readSqlSources(readProject(), columnsOf(lakeTables, stagedTables));
const partitions = new Map(
  lakeTables.flatMap(({ name, partition }) => (partition === undefined ? [] : [[name, partition]])),
);

describe('sql', () => {
  it('opens with a complete header', () => expectNone(findPoorHeaders(statements)));
  it('declares the parameters that it uses', () => expectNone(findUnboundParameters(statements)));
  it('names its inputs', () => expectNone(findWrongInputs(statements)));
  it('names its outputs', () => expectNone(findWrongOutputs(statements)));
  it('is one statement a file', () => expectNone(findSeveralStatements(statements)));
  it('is in lower case', () => expectNone(findUpperCase(statements)));
  it('follows the grammar of Trino', () => expectNone(findForeignSyntax(statements)));
  it('calls only functions of Trino', () => expectNone(findForeignFunctions(statements)));
  it('names only columns that Trino finds', () => expectNone(findWrongNames(statements)));
  it('never asks for the time', () => expectNone(findClocks(statements)));
  it('aggregates alike in any order of rows', () => expectNone(findUnsteadyAggregates(statements)));
  it('names the columns of its last select', () => expectNone(findStars(statements)));
  it('gives its rows in a total order', () => expectNone(findPartialOrders(statements)));
  it('bounds the partitions in detections, reports and questions', () =>
    expectNone(findUnboundedScans(statements, partitions)));
});

import { type AthenaClient, type ColumnInfo, type Datum, GetQueryResultsCommand } from '@aws-sdk/client-athena';
import { toIsoInstant } from '../../core/lake/iso-instant.ts';
import type { Row, RowValue } from '../../jobs/ports.ts';

/** Rows of a page: as many as Athena gives. */
const pageRowsMax = 1_000;

/** What a statement came to: `changed` is the number of rows that it wrote. */
export interface AthenaResults {
  readonly rows: readonly Row[];
  readonly changed: number;
}

/**
 * All pages of a query's result.
 * **shape**: `hasHeader` says that the first row repeats the names of the columns, as it does for a SELECT.
 * **errors**: those of the SDK, which retries by itself.
 */
export async function readResults(
  client: AthenaClient,
  id: string,
  { hasHeader }: { readonly hasHeader: boolean },
): Promise<AthenaResults> {
  const rows: Row[] = [];
  let changed = 0;
  let token: string | undefined;
  let isFirst = true;
  do {
    const page = await client.send(
      new GetQueryResultsCommand({
        QueryExecutionId: id,
        MaxResults: pageRowsMax,
        ...(token === undefined ? {} : { NextToken: token }),
      }),
    );
    changed += isFirst ? (page.UpdateCount ?? 0) : 0;
    const columns = page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? [];
    const found = (page.ResultSet?.Rows ?? []).slice(isFirst && hasHeader ? 1 : 0);
    rows.push(...found.map(({ Data = [] }) => toRow(columns, Data)));
    token = page.NextToken;
    isFirst = false;
  } while (token !== undefined);
  return { rows, changed };
}

const toRow = (columns: readonly ColumnInfo[], values: readonly Datum[]): Row =>
  Object.fromEntries(
    columns.map(({ Name, Type }, index) => [Name ?? '', fromAthena(values[index]?.VarCharValue, Type ?? 'varchar')]),
  );

/** Athena gives every value as text, and none for null. Arrays of text come as `[a, b]`, unquoted. */
function fromAthena(text: string | undefined, type: string): RowValue {
  if (text === undefined) return null;
  if (/^(tinyint|smallint|integer|int|bigint|float|real|double|decimal)/.test(type)) return Number(text);
  if (type === 'boolean') return text === 'true';
  if (type.startsWith('timestamp')) return toIsoInstant(text);
  if (type === 'array') return text === '[]' ? [] : text.slice(1, -1).split(', ');
  return text;
}

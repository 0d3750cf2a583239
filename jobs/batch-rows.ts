/** Characters of one batch: Athena takes queries of 262,144 bytes, and text from logs has characters of several bytes. */
const batchCharactersMax = 60_000;
/** Rows of one batch, because engines read the batch anew for each of its rows. */
const batchRowsMax = 100;

/**
 * Rows as JSON arrays, each small enough to be the `:rows` of one statement. A row that is too large goes alone.
 * **errors**: never throws.
 */
export function batchRows(rows: readonly object[]): string[] {
  const batches: string[][] = [];
  let size = 0;
  for (const row of rows) {
    const json = JSON.stringify(row, storable);
    const batch = batches.at(-1);
    if (batch === undefined || batch.length >= batchRowsMax || size + json.length > batchCharactersMax) {
      batches.push([json]);
      size = json.length;
    } else {
      batch.push(json);
      size += json.length;
    }
  }
  return batches.map((batch) => `[${batch.join(',')}]`);
}

/** Half a character, which a cut may leave, is no text that a database takes; nor is a zero byte. */
const storable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\uFFFD') : value;

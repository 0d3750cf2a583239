import fc from 'fast-check';

/** Pieces that have deceived terminals, spreadsheets and readers, between ordinary text of any script. */
const traps = [
  '\u001b[2J\u001b]0;title\u0007',
  '\u009b31m',
  '\r\n',
  '\t',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u202e',
  '\u2066',
  '\u200b',
  '\ufeff',
  '\u{e0041}',
  '\ud800',
  '=HYPERLINK("http://example.com")',
  '+1',
  '-1',
  '@SUM(A1)',
  '"',
  ',',
  '日本語',
  'é',
  '🚚',
];

/** Text as a log may hold it. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...traps), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 6 })
  .map((parts) => parts.join(''));

/** What no output may hold beside its own newlines: controls, bidirectional and zero-width characters, half surrogates. */
export const steersTerminals = /[^\P{C}\n\p{Co}\p{Cn}]|[\u2028\u2029]/u;

/** A value of a row. */
export const cellValue = fc.oneof(
  hostileText,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(hostileText, { maxLength: 3 }),
);

/** Rows of one result: every row has the same columns. */
export const cellRows = fc
  .uniqueArray(hostileText, { minLength: 1, maxLength: 4 })
  .chain((names) =>
    fc.array(fc.tuple(...names.map(() => cellValue)), { maxLength: 5 }).map((rows) => ({ names, rows })),
  )
  .map(({ names, rows }) =>
    rows.map((values) => Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]))),
  );

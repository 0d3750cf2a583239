/** A column of a result, with the type's name as Athena gives it. */
export interface AthenaColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * What a statement came to.
 * **shape**: values are text as Athena prints them, null where there is none; `updateCount` is null where Athena is not known to
 * give one; `scannedBytes` what the engine read for it.
 */
export interface BackendResult {
  readonly columns: readonly AthenaColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly updateCount: number | null;
  readonly scannedBytes: number;
}

/** An engine below the endpoint. It runs one statement after the other, each of which is all or nothing. */
export interface AthenaBackend {
  /**
   * Runs a statement when its turn has come; `begin` is told so, and may say that nobody waits for it any more.
   * **errors**: `BackendError` for what Athena would end as FAILED.
   */
  run(text: string, begin?: () => boolean): Promise<BackendResult>;
  /** Breaks off a statement that runs now. */
  interrupt(text: string): void;
  close(): Promise<void>;
}

/** A failure as Athena tells it. `category`: 1 the system's, 2 the user's. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly category: 1 | 2;
  constructor(message: string, category: 1 | 2 = 2, options: { cause?: unknown } = {}) {
    super(message, options);
    this.category = category;
  }
}

/** What a statement does, by its first word below comments. */
export type StatementKind =
  | 'select'
  | 'insert'
  | 'update'
  | 'delete'
  | 'merge'
  | 'create'
  | 'alter'
  | 'optimize'
  | 'vacuum'
  | 'show'
  | 'unknown';

/** Kinds by first word; a query may begin with its common tables or a bracket. */
const kindOf: Readonly<Record<string, StatementKind>> = {
  select: 'select',
  with: 'select',
  values: 'select',
  '(': 'select',
  insert: 'insert',
  update: 'update',
  delete: 'delete',
  merge: 'merge',
  create: 'create',
  alter: 'alter',
  optimize: 'optimize',
  vacuum: 'vacuum',
  show: 'show',
  describe: 'show',
};

/** A text without the comments that it opens with. */
export const withoutHeader = (text: string): string =>
  text.replace(/^(\s*--[^\n]*(\n|$)|\s*\/\*[\s\S]*?\*\/)+/, '').trim();

/** Reads the kind of a statement. **errors**: never throws; what Athena does not take is `unknown`. */
export const statementKind = (text: string): StatementKind =>
  kindOf[/^(\(|[a-z]+)/i.exec(withoutHeader(text))?.[1]?.toLowerCase() ?? ''] ?? 'unknown';

/** Words in a text that are not in its strings or comments, lower case: enough to see which tables it names. */
export const namesIn = (text: string): ReadonlySet<string> =>
  new Set(
    text
      .replace(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
      .toLowerCase()
      .match(/[a-z_][a-z0-9_]*/g) ?? [],
  );

/** Distinct partitions that one write may touch. **source**: Athena user guide, CTAS and INSERT INTO limits (read 2026-11) */
export const partitionsMax = 100;

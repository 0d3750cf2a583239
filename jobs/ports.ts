import type { Readable } from 'node:stream';
import type { SqlStatement } from '../core/lake/sql-statement.ts';

/** One object in a store. `uri` is its identity in `source_object`; `version` changes when its bytes do. */
export interface StoredObject {
  readonly uri: string;
  /** Path below the store's root with `/` between folders: what delivery keys are parsed from. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly version: string;
}

/** Objects by key below one root: a folder, or a bucket and prefix. */
export interface ObjectStore {
  /** Objects whose key starts with `prefix`, in key order. */
  list(prefix: string): AsyncIterable<StoredObject>;
  read(key: string): Promise<Readable>;
  /** Writes the whole object or nothing. */
  write(key: string, bytes: Uint8Array): Promise<void>;
  remove(key: string): Promise<void>;
}

/** One object that is written piece by piece. Until it is finished nothing is there under its name, and memory does not grow with it. */
export interface ObjectWriter {
  write(text: string): Promise<void>;
  /** Makes the object appear. **errors**: `object_unreadable`, as `write`. */
  finish(): Promise<StoredObject>;
  /** Leaves nothing behind. Never throws: whoever gives up has an error of his own to tell. */
  abandon(): Promise<void>;
}

/** An object whose bytes are on their way, and what its store says of it. */
export interface OpenedObject {
  readonly object: StoredObject;
  readonly bytes: Readable;
}

/** Objects of one bucket by key, each with one request: for those who know a name and nothing else. */
export interface ObjectOpener {
  /** **errors**: `object_unreadable` when it is not there or not to be read; `retryable` when trying again can help. */
  open(key: string): Promise<OpenedObject>;
}

/** A value bound to a statement. `Date` is a UTC timestamp. */
export type ParameterValue = string | number | bigint | boolean | Date | null;
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** A value read back: timestamps and dates as ISO text, counts as numbers, arrays as arrays. */
export type RowValue = string | number | boolean | null | readonly RowValue[];
export type Row = Readonly<Record<string, RowValue>>;

/** Runs SQL written once in Trino's dialect. */
export interface QueryEngine {
  /** Rows of a query in its order. */
  query(statement: SqlStatement, parameters?: Parameters): Promise<readonly Row[]>;
  /** Runs a statement that writes; resolves to the number of rows it changed. */
  execute(statement: SqlStatement, parameters?: Parameters): Promise<number>;
  /** Makes the work inside all or nothing where the engine can; every statement is safe to repeat where it cannot. */
  atomically<T>(work: () => Promise<T>): Promise<T>;
}

/** The SQL files, by their path below `sql/` without the ending: `attribute/merge_calls`. */
export interface SqlLibrary {
  get(name: string): SqlStatement;
  names(folder: string): readonly string[];
}

/** The only source of the current time. */
export interface Clock {
  now(): Date;
}

/** Where a job says how far it is. Silent in a pipe. */
export interface Progress {
  report(text: string): void;
}

/** A message for one channel. `threadId` puts it below an earlier one; `isBroadcast` shows it in the channel all the same. */
export interface OutgoingMessage {
  readonly channel: string;
  readonly threadId: string | null;
  readonly isBroadcast: boolean;
  /** What it says. `mayRepeat`: an earlier attempt may have arrived, and the reader should know. */
  render(mayRepeat: boolean): { readonly text: string; readonly blocks: readonly object[] };
}

/** Where a message ended up: null where the way it went does not say. */
export interface MessageReceipt {
  readonly channelId: string | null;
  readonly messageId: string | null;
}

/** Tells people. */
export interface Notifier {
  /** **errors**: `notify_failed`; `details.mayHaveArrived` is true when nobody can say. */
  send(message: OutgoingMessage): Promise<MessageReceipt>;
}

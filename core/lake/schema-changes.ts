import type { Column } from './column.ts';

/** A column that a version added to a table that was there before. Nothing is ever taken away or changed. */
export interface SchemaChange {
  readonly version: number;
  readonly table: string;
  readonly added: Column;
}

/** The version of the tables as `tables.ts` has them now. */
export const schemaVersion = 1;

/** What each version after the first added, oldest first. New tables need no entry: they are made where they are not there. */
export const schemaChanges: readonly SchemaChange[] = [];

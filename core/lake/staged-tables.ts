import { type Column, columns, required, type Table } from './column.ts';
import {
  callerColumns,
  ciColumns,
  eventColumns,
  exchangeColumns,
  lineageColumns,
  payloadColumns,
} from './column-groups.ts';

/** Which staging wrote the row: the id in its file's name. A retry of the same batch has the same. `slot` is the folder's. */
const stagingColumns: readonly Column[] = [required('varchar', 'batch_id')];

/** One staged row per usable API call: what one record says by itself, before anything is joined. */
export const stagedEvents: Table = {
  name: 'staged_events',
  grain: 'one row per usable record of a source object (source_object, record_index)',
  key: ['source_object', 'record_index'],
  columns: [
    ...eventColumns,
    ...callerColumns,
    ...payloadColumns,
    ...exchangeColumns,
    ...ciColumns,
    ...lineageColumns,
    ...stagingColumns,
  ],
};

/** What is known of a source object: staged, and then kept in `deliveries`. */
export const deliveryColumns: readonly Column[] = [
  required('varchar', 'source_object'),
  ...columns('varchar', 'source_version', 'account_id', 'region', 'organization_id'),
  ...columns('timestamp', 'delivered_at'),
  ...columns(
    'bigint',
    'compressed_bytes',
    'json_bytes',
    'records_read',
    'rows_staged',
    'rejects',
    'skipped',
    'odd_values',
  ),
  ...columns('varchar', 'skipped_kinds', 'digest_verdict'),
  required('timestamp', 'ingested_at'),
];

/** `record_index` is null when the object as a whole could not be read. `excerpt` is bounded and holds no token. */
export const rejectColumns: readonly Column[] = [
  required('varchar', 'source_object'),
  ...columns('integer', 'record_index'),
  ...columns('bigint', 'byte_offset'),
  required('varchar', 'reason'),
  ...columns('varchar', 'detail', 'event_id', 'excerpt'),
  required('timestamp', 'ingested_at'),
];

export const stagedDeliveries: Table = {
  name: 'staged_deliveries',
  grain: 'one row per source object read',
  key: ['source_object'],
  columns: [...deliveryColumns, ...stagingColumns],
};

export const stagedRejects: Table = {
  name: 'staged_rejects',
  grain: 'one row per record or object that could not be read',
  key: ['source_object', 'record_index'],
  columns: [...rejectColumns, ...stagingColumns],
};

/** What ingest writes, read as external tables or views. */
export const stagedTables: readonly Table[] = [stagedEvents, stagedDeliveries, stagedRejects];

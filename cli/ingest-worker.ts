import { parentPort, workerData } from 'node:worker_threads';
import { createFilesObjectStore } from '../adapters/files/object-store.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import type { BatchTask } from '../jobs/ingest.ts';
import { ingestBatch } from '../jobs/ingest-batch.ts';
import type { WorkerAnswer, WorkerSetup } from './batch-runner.ts';
import { openSource } from './sources.ts';

const setup = workerData as WorkerSetup;
const staged = createFilesObjectStore(setup.stagedRoot);
const stores = await Promise.all(setup.sources.map(openSource));

async function answer(task: BatchTask): Promise<WorkerAnswer> {
  const source = stores[task.sourceIndex];
  if (source === undefined) throw new Error(`No source ${task.sourceIndex}`);
  try {
    const { slot, ingestedAt, families } = setup;
    return { counts: await ingestBatch({ objects: task.objects, source, staged, slot, ingestedAt, families }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { code: error instanceof SubtrailError ? error.code : null, message } };
  }
}

parentPort?.on('message', (task: BatchTask) => {
  void answer(task).then((reply) => parentPort?.postMessage(reply));
});

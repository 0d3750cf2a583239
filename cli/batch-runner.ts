import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SubtrailError, type SubtrailErrorCode } from '../core/subtrail-error.ts';
import type { BatchCounts } from '../jobs/batch-counts.ts';
import type { BatchTask } from '../jobs/ingest.ts';
import type { SourceSpec } from './sources.ts';

/** All that a worker needs to stage batches: plain data only. */
export interface WorkerSetup {
  readonly sources: readonly SourceSpec[];
  readonly stagedRoot: string;
  readonly slot: string;
  readonly ingestedAt: Date;
  readonly families: ReadonlyMap<string, string>;
}

/** A worker's answer to one task. */
export type WorkerAnswer =
  | { readonly counts: BatchCounts }
  | { readonly failure: { readonly code: SubtrailErrorCode | null; readonly message: string } };

/** One worker a core, and one core left to nobody: a machine that reads logs has nothing better to do. */
export const workersDefault = availableParallelism();

/** Threads that stage batches, each one at a time. */
export interface BatchRunner {
  run(task: BatchTask): Promise<BatchCounts>;
  close(): Promise<void>;
}

/** Starts workers as tasks come, at most `workers` of them. */
export function createBatchRunner(setup: WorkerSetup): BatchRunner {
  const idle: Worker[] = [];
  const all: Worker[] = [];
  const startWorker = (): Worker => {
    const entry = import.meta.url.endsWith('.ts') ? './ingest-worker.ts' : './ingest-worker.mjs';
    const worker = new Worker(new URL(entry, import.meta.url), { workerData: setup });
    all.push(worker);
    return worker;
  };
  return {
    run: async (task) => {
      const worker = idle.pop() ?? startWorker();
      const answer = await ask(worker, task);
      idle.push(worker);
      if ('counts' in answer) return answer.counts;
      const { code, message } = answer.failure;
      throw code === null ? new Error(message) : new SubtrailError(code, message);
    },
    close: async () => {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
}

function ask(worker: Worker, task: BatchTask): Promise<WorkerAnswer> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: WorkerAnswer) => {
      worker.off('error', onError);
      resolve(answer);
    };
    const onError = (error: unknown) => {
      worker.off('message', onMessage);
      reject(error);
    };
    worker.once('message', onMessage);
    worker.once('error', onError);
    worker.postMessage(task);
  });
}

import { resolve } from 'node:path';
import { createFilesObjectStore } from '../adapters/files/object-store.ts';
import type { BatchRunner, WorkerSetup } from '../cli/batch-runner.ts';
import { detectFindings, requireAllRan } from '../cli/commands/detect.ts';
import { ingestAndAttribute } from '../cli/commands/ingest.ts';
import { withLocalLake } from '../cli/lake.ts';
import { readPolicyFile } from '../cli/policy-file.ts';
import { openSource } from '../cli/sources.ts';
import type { Finding } from '../core/findings/finding.ts';
import { parseSqlStatement } from '../core/lake/sql-statement.ts';
import type { IngestOutcome } from '../jobs/ingest.ts';
import { ingestBatch } from '../jobs/ingest-batch.ts';
import { readStatus } from '../jobs/status.ts';
import { renderJson } from '../render/terminal/json.ts';

// What the command line does, in this process: tests that fill hundreds of lakes would wait for as many programs to start.

/** Stages batches here instead of in threads, which would have to load everything anew. */
function createRunnerHere({ sources, stagedRoot, slot, ingestedAt, families }: WorkerSetup): BatchRunner {
  const staged = createFilesObjectStore(stagedRoot);
  return {
    run: async ({ sourceIndex, objects }) => {
      const spec = sources[sourceIndex];
      if (spec === undefined) throw new Error(`No source ${sourceIndex}`);
      return ingestBatch({ objects, source: await openSource(spec), staged, slot, ingestedAt, families });
    },
    close: async () => undefined,
  };
}

/** `subtrail ingest` of some folders, with the policy's issuers where one is named; `copies` as in AWS where a test says so. */
export async function ingestHere(
  lake: string,
  folders: readonly string[],
  { policyFile, copies = 'anywhere' }: { readonly policyFile?: string; readonly copies?: 'same_day' | 'anywhere' } = {},
): Promise<IngestOutcome> {
  const { families } = policyFile === undefined ? { families: new Map() } : await readPolicyFile(policyFile);
  return withLocalLake({ lake }, 'create', (opened) =>
    ingestAndAttribute(opened, {
      sources: folders.map((folder) => ({ kind: 'files', root: resolve(folder), readsAnyName: false })),
      families,
      workers: 1,
      filter: { sinceAt: null, untilAt: null, accounts: [], regions: [] },
      startRunner: createRunnerHere,
      copies,
    }),
  );
}

/** `subtrail query --format json`. */
export async function queryHere(lake: string, sql: string): Promise<Record<string, unknown>[]> {
  const statement = parseSqlStatement('your query', sql);
  const rows = await withLocalLake({ lake }, 'read', ({ engine }) => engine.query(statement));
  return JSON.parse(renderJson(rows)) as Record<string, unknown>[];
}

/** The open findings of `subtrail detect`. */
export async function detectHere(lake: string, policyFile: string): Promise<Finding[]> {
  const policy = await readPolicyFile(policyFile);
  const outcome = await withLocalLake({ lake }, 'update', (opened) => detectFindings(opened, policy, {}));
  requireAllRan(outcome);
  return outcome.findings.map(({ finding }) => finding).filter(({ state }) => state === 'open');
}

/** What `subtrail status` finds wrong with the books. */
export async function problemsHere(lake: string): Promise<readonly string[]> {
  return (await withLocalLake({ lake }, 'read', ({ engine, sql }) => readStatus(engine, sql))).problems;
}

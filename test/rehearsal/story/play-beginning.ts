import { statSync } from 'node:fs';
import type { InvocationReport } from '../lambda/environment.ts';
import type { World } from './world.ts';

/** Bytes of a package. */
const zipBytesMax = { ingest: 1_000_000, others: 3_000_000 };

/** What an invocation answered, or how it failed, in a few words. */
export const told = ({ outcome, log }: InvocationReport): unknown =>
  outcome.kind === 'response' ? outcome.value : { ...outcome, log: log.slice(-1_200) };

/** The packages are small, and the template gives everything that the story needs. */
export function playPackage({ narrator, service, mapping, queue }: World): void {
  narrator.chapter('The service is packaged, and what would be deployed is read');
  narrator.tell(
    `${service.functions.size} functions, ${service.schedules.length} schedules, ${service.queues.length} queues, ${service.workGroups.length} workgroup`,
  );
  narrator.tell(
    `batches of ${mapping.batchSize} from "${queue.name}"; out of sight for ${queue.visibilitySeconds} s, set aside after ${queue.redrive?.receiveCountMax} attempts`,
  );
  for (const [name, { zipFile }] of service.functions) {
    const bytes = statSync(zipFile).size;
    const max = name === 'ingest' ? zipBytesMax.ingest : zipBytesMax.others;
    narrator.promise(`${name}.zip: ${Math.round(bytes / 1_000)} KB of ${max / 1_000}`, bytes <= max);
  }
  narrator.promise('failures of single messages are reported one by one', mapping.reportsItemFailures);
  narrator.promise(
    'a message stays out of sight for six times the timeout of the function',
    queue.visibilitySeconds >=
      6 *
        ([...service.functions.values()].find(({ arn }) => arn === mapping.functionArn)?.timeoutSeconds ??
          Number.POSITIVE_INFINITY),
  );
}

import type { Report } from '../../core/compliance/report.ts';
import { number } from './words.ts';

/** How many of the accounts' regions have gone quiet. */
export const describeQuiet = ({ delivery: { places, quiet } }: Report): string =>
  quiet === 0
    ? `None of their ${number(places)} regions is quiet`
    : `${number(quiet)} of their ${number(places)} regions ${quiet === 1 ? 'is' : 'are'} quiet`;

/** What limits the numbers, in sentences, the same in every rendering. */
export function describeLimits(report: Report): string[] {
  const { trail, counts, inventory } = report;
  const limits = [
    trail.dataEvents === 0
      ? 'The trail delivers no data events: a key that only reads or writes S3 objects does not show here. Compare with the credential report before you delete one.'
      : `The trail delivers data events (${number(trail.dataEvents)} in these weeks), for the resources that it was told to watch.`,
    `Records read: ${number(counts.records)}. Rejected because they could not be read: ${number(counts.rejects)}. Skipped because they are no API calls: ${number(counts.skipped)}. Deliveries that could not be read to their end: ${number(counts.brokenObjects)}.`,
    inventory.importedAt === null
      ? 'No credential report was given: keys that are active but not used are not known.'
      : `The credential report is of ${inventory.importedAt.slice(0, 10)}: what happened to keys since is not in it.`,
    'An environment subject hides the branch; a service account names the host of a job, not the job.',
  ];
  if (report.delivery.quiet > 0)
    limits.unshift(`Accounts deliver, but ${describeQuiet(report)}: nothing has come from there since the week began.`);
  if (trail.daysWithoutExchange > 0) {
    limits.unshift(
      `On ${number(trail.daysWithoutExchange)} of ${number(trail.days)} days roles were used, but no AssumeRole event was delivered: the trail may record only writes, and then nothing can be attributed.`,
    );
  }
  return limits;
}

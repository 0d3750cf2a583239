import { type Command, InvalidArgumentError } from 'commander';
import type { DeliveryFilter } from '../core/cloudtrail/delivery-filter.ts';
import { parseTimeOption } from './time-option.ts';

/** What the user said about which deliveries to take. */
export interface DeliveryFilterOptions {
  readonly since?: Date;
  readonly until?: Date;
  readonly accounts?: readonly string[];
  readonly regions?: readonly string[];
}

/** `--since`, `--until`, `--accounts` and `--regions`, the same for every command that lists deliveries. */
export function addDeliveryFilterOptions(command: Command): Command {
  return command
    .option('--since <time>', 'only deliveries made at or after this UTC time', parseTimeOption)
    .option('--until <time>', 'only deliveries made before this UTC time', parseTimeOption)
    .option('--accounts <ids>', 'only these accounts, separated by commas', parseAccounts)
    .option('--regions <names>', 'only these regions, separated by commas', parseList);
}

/** The filter that these options mean. */
export const deliveryFilterOf = (options: DeliveryFilterOptions): DeliveryFilter => ({
  sinceAt: options.since ?? null,
  untilAt: options.until ?? null,
  accounts: options.accounts ?? [],
  regions: options.regions ?? [],
});

const parseList = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function parseAccounts(text: string): string[] {
  const accounts = parseList(text);
  const wrong = accounts.find((account) => !/^\d{12}$/.test(account));
  if (wrong !== undefined) throw new InvalidArgumentError(`An account id has 12 digits, not ${JSON.stringify(wrong)}.`);
  return accounts;
}

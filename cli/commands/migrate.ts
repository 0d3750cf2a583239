import { type Command, Option } from 'commander';
import { renderAthenaColumn, renderAthenaTables } from '../../adapters/athena/lake-tables.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { renderTrinoColumn, renderTrinoTables } from '../../adapters/trino/lake-tables.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { migrate, type TableDefinitions } from '../../jobs/migrate.ts';
import { engineEnvironmentHelp, type RemoteEngineName } from '../engine-names.ts';
import { withLake } from '../lake.ts';
import { lakeDefault } from '../options.ts';

interface MigrateOptions {
  readonly engine: RemoteEngineName;
  readonly location?: string;
}

/** `subtrail migrate`: the tables of a lake that lives elsewhere. */
export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .summary('make the tables of a lake in Athena or Trino')
    .description(
      'Makes the tables of a lake that lives elsewhere where they are not there yet, and adds the columns that this version has\nmore. Takes nothing away. A lake in a folder makes its own.',
    )
    .addOption(
      new Option('--engine <engine>', 'where the lake lives').choices(['trino', 'athena']).makeOptionMandatory(),
    )
    .option(
      '--location <s3 uri>',
      'for Athena: the bucket and prefix that the tables lie in, such as s3://logs/subtrail',
    )
    .addHelpText('after', `\n${engineEnvironmentHelp}`)
    .action(async ({ engine, location }: MigrateOptions) => {
      if (engine === 'athena' && location === undefined) {
        throw new SubtrailError(
          'wrong_use',
          'Migrate: give --location s3://BUCKET/PREFIX, where the tables of Athena lie',
        );
      }
      const definitions: TableDefinitions =
        engine === 'athena'
          ? { create: renderAthenaTables(location ?? ''), add: renderAthenaColumn }
          : { create: renderTrinoTables(), add: renderTrinoColumn };
      const { tables, from, to } = await withLake({ engine, lake: lakeDefault }, 'update', ({ engine: there, sql }) =>
        migrate({ engine: there, sql, clock: systemClock, definitions }),
      );
      const change = from === to ? '' : from === null ? ', new' : `, brought from version ${from}`;
      process.stdout.write(`${tables} tables are there, at version ${to}${change}\n`);
    });
}

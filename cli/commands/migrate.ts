import { type Command, Option } from 'commander';
import { createAthenaTables } from '../../adapters/athena/lake-tables.ts';
import { createTrinoTables } from '../../adapters/trino/lake-tables.ts';
import { SubtrailError } from '../../core/subtrail-error.ts';
import { engineEnvironmentHelp, type RemoteEngineName } from '../engine-names.ts';

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
      'Makes the tables of a lake that lives elsewhere, where they are not there yet. Changes none that are. A lake in a folder makes\nits own.',
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
      const { openRemoteEngine } = await import('../remote-engine.ts');
      const remote = openRemoteEngine(engine, process.env);
      try {
        const made =
          engine === 'athena'
            ? await createAthenaTables(remote.engine, location ?? '')
            : await createTrinoTables(remote.engine);
        process.stdout.write(`${made} tables are there\n`);
      } finally {
        remote.close();
      }
    });
}

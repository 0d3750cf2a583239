import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { Progress } from '../jobs/ports.ts';

/** One part of long work, with the words that a terminal shows beside its spinner. */
export interface Step {
  readonly title: string;
  readonly run: (progress: Progress) => Promise<string | undefined>;
}

/**
 * Runs steps one after the other, showing on stderr how far they are. Silent where stderr is not a terminal.
 * **shape**: what a step resolves to is added to its title when it is done.
 */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  const output = new ProcessOutput(process.stderr, process.stderr);
  const list = new Listr(
    steps.map((step) => ({
      title: step.title,
      task: async (_context: unknown, task: { title: string; output: string }) => {
        const summary = await step.run({
          report: (text) => {
            task.output = text;
          },
        });
        if (summary !== undefined) task.title = `${step.title}: ${summary}`;
      },
    })),
    {
      renderer: process.stderr.isTTY ? 'default' : 'silent',
      rendererOptions: {
        logger: new ListrLogger({ processOutput: output }),
        collapseErrors: false,
        showErrorMessage: false,
      },
      registerSignalListeners: false,
    },
  );
  await list.run();
}

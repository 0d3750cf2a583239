import pc from 'picocolors';

/** Tells the story as it happens, and keeps count of what was promised. */
export interface Narrator {
  chapter(title: string): void;
  tell(text: string): void;
  /** Something that has to hold. `found` says what was there instead. */
  promise(text: string, holds: boolean, found?: unknown): void;
  /** Columns that line up: the first to the left, the others to the right. */
  table(rows: readonly (readonly (string | number)[])[]): void;
  /** Says how it ended. @returns the number of promises that were broken */
  finish(): number;
}

/** Characters of a value that is shown with a broken promise. */
const foundCharactersMax = 1_500;

/** Writes to stdout. */
export function createNarrator(startedAt: number = Date.now()): Narrator {
  const broken: string[] = [];
  let chapters = 0;
  let kept = 0;
  const write = (text: string): void => {
    process.stdout.write(`${text}\n`);
  };
  const seconds = (): string => `${((Date.now() - startedAt) / 1_000).toFixed(0)} s`;
  return {
    chapter: (title) => {
      chapters += 1;
      write(`\n${pc.bold(`${chapters}. ${title}`)} ${pc.dim(`(${seconds()})`)}`);
    },
    tell: (text) => write(`   ${text}`),
    promise: (text, holds, found) => {
      if (holds) kept += 1;
      else broken.push(`${chapters}. ${text}`);
      write(`   ${holds ? pc.green('✓') : pc.red('✗')} ${text}`);
      if (!holds && found !== undefined) {
        const said = typeof found === 'string' ? found : JSON.stringify(found, null, 1);
        for (const line of said.slice(0, foundCharactersMax).split('\n')) write(`       ${pc.red(line)}`);
      }
    },
    table: (rows) => {
      const widths = (rows[0] ?? []).map((_, column) =>
        Math.max(...rows.map((row) => String(row[column] ?? '').length)),
      );
      for (const row of rows) {
        const cells = row.map((cell, column) =>
          column === 0 ? String(cell).padEnd(widths[column] ?? 0) : String(cell).padStart(widths[column] ?? 0),
        );
        write(`   ${cells.join('  ')}`);
      }
    },
    finish: () => {
      write(`\n${kept} promises kept, ${broken.length} broken, in ${seconds()}`);
      for (const text of broken) write(pc.red(`  broken: ${text}`));
      return broken.length;
    },
  };
}

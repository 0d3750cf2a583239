import type { LayoutOptions } from '../render/terminal/table.ts';

/** How wide and how colourful the output may be. In a pipe: plain, and nothing cut. */
export function terminalStyle(): LayoutOptions {
  const { stdout, env } = process;
  if (stdout.isTTY !== true) return { colours: false };
  const colours = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return { colours, width: Math.max(60, stdout.columns) };
}

/** How wide and how colourful the output may be. In a pipe: plain, and wide enough not to cut. */
export function terminalStyle(): { readonly colours: boolean; readonly width: number } {
  const { stdout, env } = process;
  return {
    colours: stdout.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb',
    width: stdout.isTTY === true ? Math.max(60, stdout.columns) : 200,
  };
}

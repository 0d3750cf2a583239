import { expect } from 'vitest';

/** One place that breaks a rule. `mend` is a sentence that says what to do about it. */
export interface Offence {
  readonly path: string;
  readonly line?: number;
  readonly mend: string;
}

/** One line each, sorted by place, so that two runs over the same tree say the same. */
export const renderOffences = (offences: readonly Offence[]): readonly string[] =>
  [...offences]
    .sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.mend, b.mend))
    .map(({ path, line, mend }) => `${path}${line === undefined ? '' : `:${line}`}  ${mend}`);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Fails with all offenders at once. */
export function expectNone(offences: readonly Offence[]): void {
  const lines = renderOffences(offences);
  if (lines.length > 0) expect.fail(`${lines.length} to mend:\n${lines.join('\n')}`);
}

/** Something about a policy file that its author should know. Line and column count from 1. An `error` makes it unusable. */
export interface PolicyProblem {
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** The way to a value in the file: keys, and zero-based places in lists. */
export type PolicyPath = readonly (string | number)[];

/** A problem that knows what it is about, but not yet where that stands. `atKey`: the key is meant, not its value. */
export interface LocatedProblem {
  readonly path: PolicyPath;
  readonly atKey?: true;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** A path as its author would write it: `expected[2].role`; `the file` for the top. */
export function renderPath(path: PolicyPath): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('');
  return text === '' ? 'the file' : text.replace(/^\./, '');
}

import { type Offence, renderOffences } from './offence.ts';
import type { SourceText } from './source-text.ts';

/** Files that exist only in a test, as `path: text`. */
export const plant = (files: Readonly<Record<string, string>>): readonly SourceText[] =>
  Object.entries(files).map(([path, text]) => ({ path, text }));

/** Where a rule found something, without what it says about it. */
export const places = (offences: readonly Offence[]): readonly string[] =>
  renderOffences(offences).map((line) => line.split('  ')[0] ?? '');

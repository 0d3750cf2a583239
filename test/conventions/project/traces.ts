import type { Offence } from '../offence.ts';
import { lineAt, type SourceText } from '../source-text.ts';

/** Folders that only exist on somebody's machine. Paths of AWS runners in examples are invented ones, such as `/srv/…`. */
const machinePath = /(?<![\w.<>:/-])\/(?:(?:work|home|Users|mnt|media|private|var\/folders)\/[\w.-]+|root\/\.\w+)/g;
const windowsPath = /\b[A-Z]:\\\\?(?:Users|Documents)\b/g;
/** Package registries and their mirrors: which one is used is the machine's business. Terraform's is in its user agent. */
const registryHost =
  /\bregistry\.(?!terraform\.)[a-z][\w-]*\.[a-z]+|https?:\/\/[\w.-]*(?:artifactory|nexus|verdaccio|npm-proxy)[\w.-]*/gi;

/** What a file tells about the machine that it was written on, or about where its packages come from. */
export const findMachineTraces = (sources: readonly SourceText[]): readonly Offence[] =>
  sources.flatMap((source) => [
    ...matchesOf(
      source,
      machinePath,
      (found) => `Write "${found}" relative to the project, or take a temporary folder`,
    ),
    ...matchesOf(source, windowsPath, (found) => `Write "${found}…" relative to the project`),
    ...matchesOf(source, registryHost, (found) => `Take "${found}" out: npm's own settings name the registry`),
  ]);

const matchesOf = ({ path, text }: SourceText, pattern: RegExp, mend: (found: string) => string): readonly Offence[] =>
  [...text.matchAll(pattern)].map((match) => ({ path, line: lineAt(text, match.index), mend: mend(match[0]) }));

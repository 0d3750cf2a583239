import type { Offence } from '../offence.ts';
import { lineAt, productFolders, type SourceText, topFolder, typescriptIn } from '../source-text.ts';

const errorCodesPath = 'core/subtrail-error.ts';
const rejectReasonsPath = 'core/cloudtrail/reject-reasons.ts';

interface Code {
  readonly name: string;
  readonly explanation: string;
  readonly line: number;
}

const readCodes = ({ text }: SourceText, pattern: RegExp): readonly Code[] =>
  [...text.matchAll(pattern)].map((match) => ({
    name: match.groups?.['name'] ?? '',
    explanation: match.groups?.['explanation'] ?? '',
    line: lineAt(text, match.index),
  }));

/** Where codes that people read are listed, and how one entry of the list looks. */
const lists: readonly { readonly path: string; readonly entry: RegExp }[] = [
  { path: errorCodesPath, entry: /^ {2}\| '(?<name>[a-z_]+)';?(?: \/\/ (?<explanation>.*))?$/gm },
  { path: rejectReasonsPath, entry: /^ {2}(?<name>[a-z_]+):\s+['"](?<explanation>.*)['"],$/gm },
];

/** Error codes and reject reasons that are not explained, explained alike, or never given by any code. */
export function findUnexplainedCodes(sources: readonly SourceText[]): readonly Offence[] {
  return lists.flatMap(({ path, entry }) => {
    const source = sources.find((one) => one.path === path);
    if (source === undefined)
      return [{ path, mend: 'The list of codes is not here: say in this rule where it is now' }];
    const codes = readCodes(source, entry);
    if (codes.length === 0) return [{ path, mend: 'The list of codes reads otherwise now: say in this rule how' }];
    return codes.flatMap((code, index) => {
      const isRepeated = codes.slice(0, index).some((other) => other.explanation === code.explanation);
      const problems = [
        code.explanation.trim().length < 10 ? `Explain "${code.name}" in one line beside it` : null,
        isRepeated ? `Explain "${code.name}" in words of its own, or drop one of the two` : null,
        isGiven(code.name, path, sources)
          ? null
          : `Nothing gives "${code.name}": drop it, or give it where it is meant`,
      ];
      return problems.filter((mend) => mend !== null).map((mend) => ({ path, line: code.line, mend }));
    });
  });
}

const isGiven = (name: string, listedIn: string, sources: readonly SourceText[]): boolean =>
  typescriptIn(sources, productFolders).some(({ path, text }) => path !== listedIn && text.includes(`'${name}'`));

const explainedIn = 'docs/architecture.md';
/** `… as attribution_reason`, `… as link_reason` and `attribution_reason = …`, with the expression before or after. */
const reasonExpression =
  /case((?:(?!\bcase\b)[\s\S])*?)\bend as (?:attribution|link)_reason\b|(?:attribution|link)_reason = '([a-z_]+)'|'([a-z_]+)' as (?:attribution|link)_reason\b/g;

/** Reasons for which a call has no origin that SQL gives and the documentation does not name. */
export function findUnnamedReasons(sources: readonly SourceText[]): readonly Offence[] {
  const documentation = sources.find(({ path }) => path === explainedIn)?.text ?? '';
  return sources
    .filter(({ path }) => topFolder(path) === 'sql' && path.endsWith('.sql'))
    .flatMap((source) =>
      reasonsIn(source.text)
        .filter((reason) => !documentation.includes(`\`${reason}\``))
        .map((reason) => ({
          path: source.path,
          mend: `Say in ${explainedIn} when the reason \`${reason}\` is given`,
        })),
    );
}

function reasonsIn(text: string): readonly string[] {
  const found = [...text.matchAll(reasonExpression)].flatMap(([, cases, assigned, named]) => [
    ...[...(cases ?? '').matchAll(/(?:then|else) '([a-z_]+)'/g)].map(([, reason]) => reason),
    assigned,
    named,
  ]);
  return [...new Set(found.filter((reason) => reason !== undefined))];
}

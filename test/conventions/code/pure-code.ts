import type { Offence } from '../offence.ts';
import { lineAt, type SourceText, typescriptIn } from '../source-text.ts';
import { packageName } from './imports.ts';
import { childNodes, listImports, nameOf, parseSyntax, type SyntaxNode, walkSyntax } from './syntax.ts';

const pureFolders = ['core', 'render'];

/** Built-in modules that only compute. Everything else of Node reaches outside, or may. */
const pureModules = new Set([
  'node:zlib',
  'node:crypto',
  'node:buffer',
  'node:events',
  'node:assert',
  'node:assert/strict',
  'node:string_decoder',
]);

/** What `node:crypto` computes from its arguments alone. The rest of it is randomness, or keys made of it. */
const pureCrypto = new Set(['createHash', 'createHmac', 'hash', 'createPublicKey', 'createVerify', 'verify']);

/** Packages that talk to the outside, or decide what a terminal or a process does. */
const outsidePackages = /^(@aws-sdk\/|@smithy\/|@duckdb\/|@slack\/|@middy\/|commander$|listr2$|fauxqs$)/;

/** Names of the platform that stand for the outside: process, clock, randomness, network, terminal. */
const outsideGlobals = new Set([
  'process',
  'console',
  'performance',
  'fetch',
  'crypto',
  'globalThis',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'require',
]);

const passIn = 'core/ and render/ only compute: let the caller pass it in';

/** Whatever makes `core/` and `render/` depend on more than their arguments. */
export function findImpureCode(sources: readonly SourceText[]): readonly Offence[] {
  return typescriptIn(sources, pureFolders).flatMap((source) => [...impureImports(source), ...impureNames(source)]);
}

function impureImports(source: SourceText): readonly Offence[] {
  return listImports(source).flatMap(({ specifier, names, isTypeOnly, line }) => {
    const isBuiltIn = specifier.startsWith('node:');
    const isImpure = isBuiltIn ? !pureModules.has(specifier) : outsidePackages.test(packageName(specifier));
    if (isImpure && !(isBuiltIn && isTypeOnly)) {
      return [{ path: source.path, line, mend: `Do not import "${specifier}": ${passIn}` }];
    }
    if (specifier !== 'node:crypto' || isTypeOnly) return [];
    return names
      .filter((name) => !pureCrypto.has(name))
      .map((name) => ({ path: source.path, line, mend: `Do not import ${name} of "node:crypto": ${passIn}` }));
  });
}

function impureNames(source: SourceText): readonly Offence[] {
  const offences: Offence[] = [];
  walkSyntax(parseSyntax(source), (node, parent, member) => {
    const used = outsideUse(node, parent, member);
    if (used !== null) {
      offences.push({ path: source.path, line: lineAt(source.text, node.start), mend: `No ${used}: ${passIn}` });
    }
  });
  return offences;
}

function outsideUse(node: SyntaxNode, parent: SyntaxNode | null, member: string): string | null {
  if (node.type === 'NewExpression' && isNamed(node, 'callee', 'Date') && childNodes(node, 'arguments').length === 0) {
    return 'new Date() without a moment';
  }
  if (node.type === 'CallExpression' && isNamed(node, 'callee', 'Date')) return 'Date()';
  if (node.type === 'MemberExpression') {
    if (isNamed(node, 'object', 'Date') && isNamed(node, 'property', 'now')) return 'Date.now()';
    if (isNamed(node, 'object', 'Math') && isNamed(node, 'property', 'random')) return 'Math.random()';
  }
  const isOutside = node.type === 'Identifier' && outsideGlobals.has(nameOf(node));
  return isOutside && !isMemberName(parent, member) ? `"${nameOf(node)}"` : null;
}

const isNamed = (node: SyntaxNode, member: string, name: string): boolean =>
  nameOf(childNodes(node, member)[0]) === name;

/** `x.process`, `{ process: 1 }` and `interface X { process: … }` name a member, not the platform's. */
const isMemberName = (parent: SyntaxNode | null, member: string): boolean =>
  parent !== null &&
  parent['computed'] !== true &&
  (member === 'property' || member === 'key' || member === 'imported' || member === 'exported');

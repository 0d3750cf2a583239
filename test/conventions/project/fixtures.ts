import type { Offence } from '../offence.ts';
import { lineAt, type SourceText, topFolder } from '../source-text.ts';

/** Addresses for documentation (RFC 5737), private and shared networks (RFC 6598), the machine itself, and the ends of the range. */
const inventedAddress =
  /^(192\.0\.2|198\.51\.100|203\.0\.113|127\.\d+\.\d+|10\.\d+\.\d+|192\.168\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+|0\.0\.0|255\.255\.255)\.\d+$/;
/** Account ids that nobody would take for a real one: counting, or made of runs of one digit. */
const inventedAccount = /^(123456789012|210987654321|012345678901|(\d)\2{11}|(\d)\3{3}(\d)\4{3}(\d)\5{3}|0{6}\d{6})$/;

const kinds: readonly {
  readonly pattern: RegExp;
  readonly isInvented: (found: string) => boolean;
  readonly mend: string;
}[] = [
  {
    pattern: /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/g,
    isInvented: (found) => inventedAddress.test(found) || found.split('.').some((part) => Number(part) > 255),
    mend: 'take an address of 192.0.2.0/24, 198.51.100.0/24 or 203.0.113.0/24',
  },
  {
    pattern: /(?<![\w-])\d{12}(?![\w-])/g,
    isInvented: (found) => inventedAccount.test(found),
    mend: 'take account 123456789012 or 111122223333',
  },
  {
    pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
    isInvented: (found) => /EXAMPLE|(.)\1{5}/.test(found),
    mend: 'put EXAMPLE into the key id',
  },
];

/** Addresses, accounts and keys in tests that could be somebody's. */
export const findRealFixtures = (sources: readonly SourceText[]): readonly Offence[] =>
  sources
    .filter(({ path }) => topFolder(path) === 'test')
    .flatMap(({ path, text }) =>
      kinds.flatMap(({ pattern, isInvented, mend }) =>
        [...text.matchAll(pattern)]
          .filter(([found]) => !isInvented(found))
          .map((match) => ({
            path,
            line: lineAt(text, match.index),
            mend: `"${match[0]}" may be somebody's: ${mend}`,
          })),
      ),
    );

import { Document, type YAMLMap } from 'yaml';
import type { Suggested, SuggestedPolicy } from '../../core/policy/suggest-policy.ts';
import { toTerminalText } from '../terminal/safe-text.ts';

/** Where the suggestion comes from: days in UTC, both included. */
export interface SuggestionSource {
  readonly firstDay: string;
  readonly lastDay: string;
}

const head = ({ firstDay, lastDay }: SuggestionSource, leftOut: number): string =>
  [
    ' A first policy, from what was seen in CloudTrail.',
    ` It expects everything that happened from ${firstDay} to ${lastDay}: read it, take out what should not be, and add owners.`,
    ' Check it with: subtrail check',
    ...(leftOut > 0 ? [` ${leftOut} subjects are too long or empty for a pattern and are not in it.`] : []),
  ].join('\n');

/** The suggestion as the text of a policy file, with remarks above the entries they are about. */
export function renderSuggestedPolicy(policy: SuggestedPolicy, source: SuggestionSource): string {
  const document = new Document({
    version: 1,
    ...listOf('expected', policy.expected),
    ...listOf('principals', policy.principals),
  });
  document.commentBefore = head(source, policy.leftOut);
  remark(document, 'expected', policy.expected);
  remark(document, 'principals', policy.principals);
  return document.toString({ lineWidth: 0 });
}

const listOf = <T>(name: string, suggested: readonly Suggested<T>[]): Record<string, readonly T[]> =>
  suggested.length === 0 ? {} : { [name]: suggested.map(({ entry }) => entry) };

function remark(document: Document, section: string, suggested: readonly Suggested<unknown>[]): void {
  for (const [index, one] of suggested.entries()) {
    if (one.remark === null) continue;
    const entry = document.getIn([section, index]) as YAMLMap;
    entry.commentBefore = ` ${toTerminalText(one.remark)}`;
  }
}

/**
 * The ARN patterns that a role or user pattern of the policy stands for, with the semantics of IAM's StringLike.
 * **shape**: an ARN stands for itself; a name for itself in every account, with and without a path before it.
 */
export function toArnPatterns(pattern: string, kind: 'role' | 'user'): string[] {
  if (pattern.startsWith('arn:')) return [pattern];
  const atTop = `arn:*:iam::*:${kind}/${pattern}`;
  // A pattern that starts with a star takes every path by itself.
  return pattern.startsWith('*') ? [atTop] : [atTop, `arn:*:iam::*:${kind}/*/${pattern}`];
}

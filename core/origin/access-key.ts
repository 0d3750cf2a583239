/** What an access key id says of itself by its prefix. `other` is an id that AWS does not issue. */
export type AccessKeyClass = 'long_term' | 'temporary' | 'bearer' | 'context' | 'other';

const classes: Readonly<Record<string, AccessKeyClass>> = {
  AKIA: 'long_term',
  ASIA: 'temporary',
  ABIA: 'bearer',
  ACCA: 'context',
};

/**
 * The class of an access key id, null when there is none.
 * **source**: IAM user guide, IAM identifiers, unique id prefixes (read 2026-11)
 */
export function classifyAccessKey(id: string | null): AccessKeyClass | null {
  if (id === null || id === '') return null;
  return classes[id.slice(0, 4)] ?? 'other';
}

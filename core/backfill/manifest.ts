/** The fields of a manifest line, and the name of their format. **source**: S3 user guide, manifests (read 2026-11) */
export const manifestFormat = 'S3BatchOperations_CSV_20180820';
export const manifestFields = ['Bucket', 'Key'] as const;

/** Characters that S3 Batch Operations takes for the key of one line. **source**: S3 user guide (read 2026-11) */
export const manifestKeyCharactersMax = 1024;

/**
 * One line of a manifest of S3 Batch Operations, without a header, which it would take for a bucket.
 * **shape**: the key is percent-encoded but for its slashes, a space as `%20` and a plus as `%2B`: who reads `+` as a space and who
 * does not find the same key. Every field is quoted where CSV wants it (RFC 4180). Half a character, which no key in S3 has,
 * becomes U+FFFD.
 * **errors**: never throws.
 * **source**: S3 user guide, specifying a manifest, and the format's examples (read 2026-11)
 */
export const renderManifestLine = (bucket: string, key: string): string =>
  `${quoteField(bucket)},${quoteField(encodeKey(key))}\n`;

const encodeKey = (key: string): string =>
  encodeURIComponent(key.toWellFormed())
    .replaceAll('%2F', '/')
    .replace(/[!'()*]/g, percentEncode);

/** `encodeURIComponent` leaves a few characters that RFC 3986 reserves; others read them as they like. */
const percentEncode = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

const quoteField = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/**
 * The key that a task of S3 Batch Operations names.
 * **shape**: null where it is no encoding of text. `+` is a space, as AWS's own examples read it.
 * **errors**: never throws.
 */
export function decodeTaskKey(key: string): string | null {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

import { SubtrailError } from '../../core/subtrail-error.ts';

/** Where objects are: a bucket, and the folder or the one object below it. `prefix` is empty for the whole bucket. */
export interface S3Location {
  readonly bucket: string;
  readonly prefix: string;
}

// Bucket names as S3 gives them out, with the older upper case and underscore; access point ARNs are not buckets.
const s3Uri = /^s3:\/\/([A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9])(?:\/(.*))?$/s;

/**
 * Splits `s3://bucket/prefix`. The prefix is taken as it stands: S3 keys are not percent-encoded in such a URI.
 * **errors**: `wrong_use` for anything else.
 * **source**: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
 */
export function parseS3Uri(text: string): S3Location {
  const match = s3Uri.exec(text);
  if (match?.[1] === undefined) {
    throw new SubtrailError('wrong_use', `Read the address ${JSON.stringify(text)}: wanted s3://bucket/prefix`);
  }
  return { bucket: match[1], prefix: match[2] ?? '' };
}

/** The identity of an object in `source_object`. */
export const renderS3Uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;

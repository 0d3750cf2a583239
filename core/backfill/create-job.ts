import { manifestFields, manifestFormat } from './manifest.ts';

/** Where a manifest lies in S3. `etag` is null while nobody knows it, for a manifest that is not uploaded yet. */
export interface ManifestPlace {
  readonly bucket: string;
  readonly key: string;
  readonly etag: string | null;
}

/** What the user said of the account that runs the job; null is left for him to fill in. */
export interface JobIdentity {
  readonly accountId: string | null;
  readonly roleArn: string | null;
  readonly functionArn: string | null;
}

/**
 * The command that makes the job of S3 Batch Operations for a manifest, ready for a shell.
 * **shape**: what is not known stands as `<IN_CAPITALS>`, inside quotes, so that a shell takes it for text and AWS refuses it. The
 * job waits to be confirmed, and its report names the tasks that failed.
 * **source**: AWS CLI reference, s3control create-job (read 2026-11)
 */
export function renderCreateJob(manifest: ManifestPlace, identity: JobIdentity & { readonly id: string }): string {
  const { accountId, roleArn, functionArn, id } = identity;
  const operation = {
    LambdaInvoke: { FunctionArn: functionArn ?? '<FUNCTION_ARN>', InvocationSchemaVersion: '2.0' },
  };
  const partition = /^arn:(aws[a-z-]*):/.exec(functionArn ?? roleArn ?? '')?.[1] ?? 'aws';
  const bucketArn = `arn:${partition}:s3:::${manifest.bucket}`;
  const location = {
    Spec: { Format: manifestFormat, Fields: manifestFields },
    Location: {
      ObjectArn: `${bucketArn}/${manifest.key}`,
      ETag: manifest.etag ?? '<ETAG_OF_THE_MANIFEST>',
    },
  };
  const report = {
    Bucket: bucketArn,
    Prefix: `${manifest.key.slice(0, manifest.key.lastIndexOf('/') + 1)}report`,
    Format: 'Report_CSV_20180820',
    Enabled: true,
    ReportScope: 'FailedTasksOnly',
  };
  const parts: readonly (readonly [string, string])[] = [
    ['--account-id', accountId ?? '<ACCOUNT_ID>'],
    ['--operation', JSON.stringify(operation)],
    ['--manifest', JSON.stringify(location)],
    ['--report', JSON.stringify(report)],
    ['--priority', '10'],
    ['--role-arn', roleArn ?? '<ROLE_ARN>'],
    ['--client-request-token', id],
    ['--description', `subtrail backfill ${id}`],
  ];
  const lines = parts.map(([option, value]) => `  ${option} ${quoteForShell(value)}`);
  return ['aws s3control create-job --confirmation-required', ...lines].join(' \\\n');
}

const quoteForShell = (text: string): string =>
  /^[\w./:@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

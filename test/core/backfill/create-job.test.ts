import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { renderCreateJob } from '../../../core/backfill/create-job.ts';

const manifest = { bucket: 'acme-lake', key: "sub trail's/backfill/id/manifest.csv", etag: 'abc-2' };
const known = {
  accountId: '111122223333',
  roleArn: 'arn:aws:iam::111122223333:role/subtrail-batch',
  functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:subtrail-backfill',
};

/** What a shell makes of the command: its words. */
const words = (command: string): string[] =>
  execFileSync('/bin/sh', ['-c', `aws() { for word in "$@"; do printf '%s\\0' "$word"; done; }\n${command}`])
    .toString()
    .split('\0')
    .slice(0, -1);

const optionOf = (command: string, name: string): string => {
  const all = words(command);
  return all[all.indexOf(name) + 1] ?? '';
};

describe('renderCreateJob()', () => {
  test('is a command that a shell reads as meant', () => {
    const command = renderCreateJob(manifest, { id: 'id', ...known });
    expect(words(command).slice(0, 3)).toEqual(['s3control', 'create-job', '--confirmation-required']);
    expect(optionOf(command, '--account-id')).toBe('111122223333');
    expect(optionOf(command, '--role-arn')).toBe(known.roleArn);
    expect(JSON.parse(optionOf(command, '--operation'))).toEqual({
      LambdaInvoke: { FunctionArn: known.functionArn, InvocationSchemaVersion: '2.0' },
    });
    expect(JSON.parse(optionOf(command, '--manifest'))).toEqual({
      Spec: { Format: 'S3BatchOperations_CSV_20180820', Fields: ['Bucket', 'Key'] },
      Location: { ObjectArn: "arn:aws:s3:::acme-lake/sub trail's/backfill/id/manifest.csv", ETag: 'abc-2' },
    });
    expect(JSON.parse(optionOf(command, '--report'))).toMatchObject({
      Bucket: 'arn:aws:s3:::acme-lake',
      Prefix: "sub trail's/backfill/id/report",
    });
  });

  test('marks what is not known, so that it cannot run by mistake', () => {
    const command = renderCreateJob(
      { ...manifest, etag: null },
      { id: 'id', accountId: null, roleArn: null, functionArn: null },
    );
    for (const mark of ['<ACCOUNT_ID>', '<ROLE_ARN>', '<FUNCTION_ARN>', '<ETAG_OF_THE_MANIFEST>'])
      expect(command).toContain(mark);
    expect(optionOf(command, '--account-id')).toBe('<ACCOUNT_ID>');
  });

  test('keeps to the partition of the function', () => {
    const functionArn = 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:function:backfill';
    const command = renderCreateJob(manifest, { id: 'id', ...known, functionArn });
    expect(command).toContain('arn:aws-us-gov:s3:::acme-lake/');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseS3Uri, renderS3Uri } from '../../../adapters/s3/s3-uri.ts';
import { SubtrailError } from '../../../core/subtrail-error.ts';

describe('parseS3Uri()', () => {
  test.each([
    ['s3://example-logs', { bucket: 'example-logs', prefix: '' }],
    ['s3://example-logs/', { bucket: 'example-logs', prefix: '' }],
    ['s3://example-logs/AWSLogs/123456789012/', { bucket: 'example-logs', prefix: 'AWSLogs/123456789012/' }],
    ['s3://example.logs/a b+c%20d', { bucket: 'example.logs', prefix: 'a b+c%20d' }],
    ['s3://example-logs/two\nlines', { bucket: 'example-logs', prefix: 'two\nlines' }],
  ])('splits %j', (text, location) => {
    expect(parseS3Uri(text)).toEqual(location);
  });

  test.each([
    '',
    's3://',
    's3:///key',
    'S3://bucket',
    'https://example.com/',
    's3://-bucket/key',
    's3://a b/key',
    '/s3://bucket',
  ])('refuses %j as wrong use', (text) => {
    expect(() => parseS3Uri(text)).toThrow(expect.objectContaining({ code: 'wrong_use' }));
  });

  test('gives back any key that an object address was made of', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        expect(parseS3Uri(renderS3Uri('example-logs', key))).toEqual({ bucket: 'example-logs', prefix: key });
      }),
    );
  });

  test('throws nothing but our own error', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          parseS3Uri(`s3://${text}`);
        } catch (error) {
          expect(error).toBeInstanceOf(SubtrailError);
        }
      }),
    );
  });
});

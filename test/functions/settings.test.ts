import { describe, expect, it } from 'vitest';
import {
  athenaSettings,
  lakeSettings,
  readSettings,
  settleSettings,
  slackSettings,
  sourceSettings,
} from '../../functions/settings.ts';

describe('readSettings()', () => {
  it('reads what the template gives', () => {
    expect(
      readSettings(
        { ...lakeSettings, ...sourceSettings, ...settleSettings, ...slackSettings },
        {
          SUBTRAIL_LAKE_LOCATION: 's3://acme-lake/subtrail',
          SUBTRAIL_SOURCE_BUCKETS: 'acme-trail, acme-other',
          SUBTRAIL_INGEST_SECONDS_MAX: '300',
          SUBTRAIL_SLACK_SECRET: '',
          UNRELATED: 'x',
        },
      ),
    ).toEqual({
      SUBTRAIL_LAKE_LOCATION: { bucket: 'acme-lake', prefix: 'subtrail' },
      SUBTRAIL_SOURCE_BUCKETS: ['acme-trail', 'acme-other'],
      SUBTRAIL_SOURCE_PREFIX: '',
      SUBTRAIL_INGEST_SECONDS_MAX: 300,
      SUBTRAIL_SLACK_SECRET: undefined,
    });
  });

  it('names everything that is missing or wrong at once, and no value', () => {
    const read = () =>
      readSettings(
        { ...lakeSettings, ...athenaSettings, ...settleSettings, ...slackSettings },
        {
          SUBTRAIL_LAKE_LOCATION: 'https://acme-lake',
          SUBTRAIL_INGEST_SECONDS_MAX: 'soon',
          SUBTRAIL_SLACK_SECRET: 'xoxb-secret',
        },
      );
    expect(read).toThrow(
      /SUBTRAIL_LAKE_LOCATION.*SUBTRAIL_ATHENA_WORKGROUP.*SUBTRAIL_ATHENA_DATABASE.*SUBTRAIL_INGEST_SECONDS_MAX.*SUBTRAIL_SLACK_SECRET/,
    );
    expect(read).not.toThrow('xoxb-secret');
  });

  it('takes an empty number for a missing one', () => {
    expect(() => readSettings(settleSettings, { SUBTRAIL_INGEST_SECONDS_MAX: '' })).toThrow(
      'SUBTRAIL_INGEST_SECONDS_MAX',
    );
  });
});

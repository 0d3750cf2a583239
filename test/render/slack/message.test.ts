import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectionCatalogue } from '../../../core/findings/catalogue.ts';
import type { Finding } from '../../../core/findings/finding.ts';
import { severities } from '../../../core/findings/severity.ts';
import { messageKinds } from '../../../core/notifications/notice.ts';
import { cloudTrailConsoleUrl } from '../../../render/slack/console-link.ts';
import { type SlackMessage, slackMessageSchema } from '../../../render/slack/limits.ts';
import { renderSlackMessage } from '../../../render/slack/message.ts';
import { toPlainText, toSlackCode, toSlackText } from '../../../render/slack/slack-text.ts';
import { renderSlackPreview } from '../../../render/terminal/slack-preview.ts';
import { someFinding } from '../../some-finding.ts';

const at = '2026-11-20T10:00:00Z';
const eventId = '0a1b2c3d-1111-4222-8333-999988887777';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '<!channel> <@U123> <https://evil.example.com|click>',
    '`code` *bold* ~gone~ _it_ > quote',
    '\u202e\u2066evil\u2069\u202c',
    '&lt;!here&gt; & &amp;',
    'https://evil.example.com/?a=1',
    '\n\n*High*: look today\n',
    '\ud83d',
    '😀'.repeat(400),
    '&'.repeat(5_000),
    '`'.repeat(3_000),
    'x'.repeat(100_000),
  ),
);
const text = fc.option(hostile, { nil: null });
const findingOf: fc.Arbitrary<Finding> = fc
  .record({
    rule: fc.oneof(fc.constantFrom(...detectionCatalogue.map((one) => one.id)), hostile),
    finding_key: hostile,
    severity: fc.constantFrom(...severities),
    state: fc.constantFrom('open' as const, 'resolved' as const),
    first_event_at: fc.constantFrom(at, 'never'),
    event_count: fc.nat(),
    actor: text,
    action: text,
    resource: text,
    source_ip: text,
    account_id: text,
    region: text,
    owner: text,
    evidence: fc.dictionary(hostile, fc.oneof(hostile, fc.jsonValue()), { maxKeys: 8 }),
  })
  .map((facts) => someFinding(facts));
const content = fc.record({
  kind: fc.constantFrom(...messageKinds),
  findings: fc.array(findingOf, { minLength: 1, maxLength: 30 }),
  mayRepeat: fc.boolean(),
  runbookUrl: fc.constantFrom(undefined, 'https://wiki.example.com/runbooks/'),
  queryUrl: fc.constantFrom(undefined, 'https://eu-central-1.console.aws.amazon.com/athena/home'),
});

const mrkdwnOf = (message: SlackMessage): string[] => [
  message.text,
  ...message.blocks.flatMap((block) => {
    if (block.type === 'section') return [block.text.text];
    return block.type === 'context' ? block.elements.map((element) => element.text) : [];
  }),
];

describe('renderSlackMessage()', () => {
  it('keeps to every limit, whatever the findings hold', () => {
    fc.assert(
      fc.property(content, (one) => {
        const message = renderSlackMessage(one);
        expect(slackMessageSchema.safeParse(message).error?.message).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('lets nothing from a log mention, link, format or steer', () => {
    fc.assert(
      fc.property(content, (one) => {
        for (const mrkdwn of mrkdwnOf(renderSlackMessage(one))) {
          // What is left in angle brackets is ours: dates and links to places that the policy or AWS names.
          const special = [...mrkdwn.matchAll(/<([^>]*)>/g)].map((match) => match[1] ?? '');
          const ours =
            /^(!date\^\d+\^\{date_short_pretty\} \{time\}\|[\d\- :UTC]+|https:\/\/(wiki\.example\.com|[a-z0-9-]+\.console\.aws\.amazon\.com)\/[^|<>]*\|[A-Za-z ]+)$/;
          expect(special.filter((inside) => !ours.test(inside))).toEqual([]);
          expect(mrkdwn.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
          expect(mrkdwn).not.toMatch(/[\p{Cf}\p{Cs}]/u);
          // Every line opens as many code spans as it closes, so that no text escapes from one.
          for (const line of mrkdwn.split('\n')) expect((line.match(/`/g) ?? []).length % 2).toBe(0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('says who did what, where, how often, why it matters and what to do', () => {
    const finding = someFinding({
      actor: 'arn:aws:iam::123456789012:user/ci/deploy',
      action: 'UpdateStack',
      resource: 'AKIAEXAMPLE1',
      source_ip: '192.0.2.7',
      account_id: '123456789012',
      region: 'eu-central-1',
      owner: 'shop team',
      event_count: 1_234,
      evidence: { key_use: 'ci', direct_calls: 1_234, event_ids: `${eventId} other` },
    });
    const preview = renderSlackPreview(
      renderSlackMessage({
        kind: 'opened',
        findings: [finding],
        mayRepeat: false,
        runbookUrl: 'https://wiki.example.com/runbooks/',
      }),
      '#cloud-alerts',
    );
    expect(preview).toMatchInlineSnapshot(`
      "#cloud-alerts
        Long-lived key in use
        (!) High: look today
        Who  \`arn:aws:iam::123456789012:user/ci/deploy\`
        Did  \`UpdateStack\`
        On  \`AKIAEXAMPLE1\`
        Where  \`192.0.2.7\` · account \`123456789012\` · \`eu-central-1\`
        Seen  1,234 times, 2026-11-20 10:00 UTC · Owner  shop team
        Key use \`ci\` · Direct calls \`1,234\`
        Event in CloudTrail (https://eu-central-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-central-1#/events/0a1b2c3d-1111-4222-8333-999988887777) · \`subtrail trace 0a1b2c3d-1111-4222-8333-999988887777\`
        Why it matters  Whoever reads this secret, in a log, a laptop or a CI variable, has its access until somebody deletes it.
        What to do  Give a job a role for its OIDC token, a person a sign-in of their own; then deactivate the key and watch for a week.
        It cannot see: Data events are off by default: a key that only reads or writes S3 objects does not show in the trail.
        Rule \`long_lived_key_activity\` · Runbook (https://wiki.example.com/runbooks/long_lived_key_activity.md)
      "
    `);
  });

  it('says that it may be a repeat', () => {
    const message = renderSlackMessage({ kind: 'opened', findings: [someFinding()], mayRepeat: true });
    expect(mrkdwnOf(message).join('\n')).toContain('may be a repeat');
  });

  it('counts what it does not name', () => {
    const findings = Array.from({ length: 2_000 }, (_, index) =>
      someFinding({ finding_key: `k${index}`, severity: index < 5 ? 'high' : 'low' }),
    );
    const words = mrkdwnOf(renderSlackMessage({ kind: 'summary', findings, mayRepeat: false })).join('\n');
    expect(words).toContain('2,000 findings to look at');
    expect(words).toMatch(/\*High\* 5.*\*Low\* 1,995/);
    expect(words).toContain('and 1,990 more');
  });
});

describe('toSlackText(), toSlackCode() and toPlainText()', () => {
  it('fit, and cut no character in half', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 4, max: 300 }), (value, max) => {
        for (const written of [toSlackText(value, max), toSlackCode(value, max), toPlainText(value, max)]) {
          expect(written.length).toBeLessThanOrEqual(max);
          expect(written.isWellFormed()).toBe(true);
          expect(written.replace(/&(amp|lt|gt);/g, '')).not.toMatch(
            written === toPlainText(value, max) ? /^\b$/ : /[<>]|&(?=[a-z]*$)/,
          );
        }
      }),
    );
  });
});

describe('cloudTrailConsoleUrl()', () => {
  it.each([
    [
      eventId,
      'eu-central-1',
      `https://eu-central-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-central-1#/events/${eventId}`,
    ],
    [
      eventId,
      'us-gov-west-1',
      `https://us-gov-west-1.console.amazonaws-us-gov.com/cloudtrailv2/home?region=us-gov-west-1#/events/${eventId}`,
    ],
    [
      eventId,
      'cn-north-1',
      `https://cn-north-1.console.amazonaws.cn/cloudtrailv2/home?region=cn-north-1#/events/${eventId}`,
    ],
    [eventId, 'eu-central-1, us-east-1', null],
    [eventId, 'evil.example.com/x', null],
    ['../../x', 'eu-central-1', null],
    [null, 'eu-central-1', null],
  ])('of %s in %s is %s', (id, region, expected) => {
    expect(cloudTrailConsoleUrl(id, region)).toBe(expected);
  });
});

import { z } from 'zod';

/** What a message must keep to, or Slack refuses it. **source**: Slack, Block Kit reference (read 2026-11) */
export const slackLimits = {
  blocksMax: 50,
  messageTextMax: 3_800,
  headerTextMax: 150,
  sectionTextMax: 3_000,
  contextElementsMax: 10,
  contextTextMax: 2_000,
  blockIdMax: 255,
} as const;

const { blocksMax, messageTextMax, headerTextMax, sectionTextMax, contextElementsMax, contextTextMax } = slackLimits;
const text = (max: number) => z.string().min(1).max(max);
const mrkdwn = (max: number) => z.strictObject({ type: z.literal('mrkdwn'), text: text(max) });

const block = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('header'),
    text: z.strictObject({ type: z.literal('plain_text'), text: text(headerTextMax), emoji: z.boolean() }),
  }),
  z.strictObject({ type: z.literal('section'), text: mrkdwn(sectionTextMax) }),
  z.strictObject({
    type: z.literal('context'),
    elements: z.array(mrkdwn(contextTextMax)).min(1).max(contextElementsMax),
  }),
  z.strictObject({ type: z.literal('divider') }),
]);

/** The blocks that we write, within their limits. Others are a mistake. */
export const slackMessageSchema = z.strictObject({
  text: text(messageTextMax),
  blocks: z.array(block).min(1).max(blocksMax),
});

/** A message as Slack takes it. `text` is what notifications and screen readers get. */
export type SlackMessage = z.output<typeof slackMessageSchema>;
export type SlackBlock = SlackMessage['blocks'][number];
export type SlackHeader = Extract<SlackBlock, { type: 'header' }>;
export type SlackSection = Extract<SlackBlock, { type: 'section' }>;
export type SlackContext = Extract<SlackBlock, { type: 'context' }>;

import type { SlackMessage } from '../slack/limits.ts';
import { toTerminalText } from './safe-text.ts';

/** Signs for the emoji names that our messages use. */
const signs: Readonly<Record<string, string>> = {
  ':red_circle:': '(!)',
  ':large_orange_circle:': '(!)',
  ':large_blue_circle:': '(i)',
  ':repeat:': '(again)',
};
const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/**
 * A Slack message as its reader would see it, as plain text.
 * **shape**: `place` says where it goes; every line of the message is indented below it. Ends in a newline.
 */
export function renderSlackPreview(message: SlackMessage, place: string): string {
  const lines = message.blocks.flatMap((block) => {
    if (block.type === 'header') return [block.text.text];
    if (block.type === 'section') return block.text.text.split('\n').map(toText);
    if (block.type === 'context') return block.elements.map((element) => toText(element.text));
    return [''];
  });
  return `${toTerminalText(place)}\n${lines.map((line) => `  ${toTerminalText(line)}`.trimEnd()).join('\n')}\n`;
}

const toText = (mrkdwn: string): string =>
  mrkdwn
    .replace(/:[a-z_]+:/g, (name) => signs[name] ?? name)
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<(https:[^|>]*)\|([^>]*)>/g, '$2 ($1)')
    .replace(/(^|[\s(])\*([^*`]+)\*/g, '$1$2')
    .replace(/&(amp|lt|gt);/g, (entity) => entities[entity] ?? entity);

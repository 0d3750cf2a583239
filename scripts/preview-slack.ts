import { readFileSync, writeFileSync } from 'node:fs';
import { openDuckDbLake } from '../adapters/duckdb/lake.ts';
import { createSqlLibrary } from '../adapters/files/sql-library.ts';
import { messageKinds } from '../core/notifications/notice.ts';
import { loadFindings } from '../jobs/findings-table.ts';
import { escapeHtml } from '../render/report/escape-html.ts';
import type { SlackMessage } from '../render/slack/limits.ts';
import { renderSlackMessage } from '../render/slack/message.ts';

/** Draws the messages that a lake's findings give, roughly as Slack shows them, to be looked at in a browser. */
const [directory = '', out = ''] = process.argv.slice(2);
if (out === '') throw new Error('Draw messages: give a lake and the HTML file to write');

const emoji: Readonly<Record<string, string>> = { red: '🔴', large_orange: '🟠', large_blue: '🔵' };

function toHtml(mrkdwn: string): string {
  return mrkdwn
    .replace(/:(red|large_orange|large_blue)_circle:/g, (_, name: string) => emoji[name] ?? '')
    .replace(':repeat:', '🔁')
    .replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, '$1')
    .replace(/<(https:[^|>]*)\|([^>]*)>/g, '<a href="$1">$2</a>')
    .replace(/`([^`\n]*)`/g, '<code>$1</code>')
    .replace(/(^|\s)\*([^*\n]+)\*/g, '$1<b>$2</b>')
    .replaceAll('\n', '<br>');
}

const draw = (message: SlackMessage): string =>
  message.blocks
    .map((block) => {
      if (block.type === 'header') return `<h1>${escapeHtml(block.text.text)}</h1>`;
      if (block.type === 'section') return `<p>${toHtml(block.text.text)}</p>`;
      if (block.type === 'context') return `<small>${block.elements.map((one) => toHtml(one.text)).join('')}</small>`;
      return '<hr>';
    })
    .join('\n');

const prelude = readFileSync('sql/engines/duckdb.sql', 'utf8');
const lake = await openDuckDbLake({ directory, prelude, access: 'read' });
const findings = (await loadFindings(lake.engine, createSqlLibrary('sql'))).filter((one) => one.state === 'open');
lake.close();
const rules = [...new Set(findings.map((one) => one.rule))];
const runbookUrl = 'https://wiki.example.com/runbooks';
const messages = [
  ...rules.map((rule) => ({ kind: messageKinds[0], findings: findings.filter((one) => one.rule === rule) })),
  ...messageKinds.slice(1).map((kind) => ({ kind, findings: kind === 'summary' ? findings : findings.slice(0, 2) })),
].map((content) => renderSlackMessage({ ...content, mayRepeat: content.kind === 'reopened', runbookUrl }));
const style =
  'body{font:15px/1.46 Lato,Helvetica,sans-serif;max-width:680px;margin:24px auto;color:#1d1c1d}article{border-left:4px solid #ddd;padding:0 0 8px 12px;margin:0 0 28px}h1{font-size:18px;margin:8px 0}p{margin:8px 0}small{display:block;color:#616061;font-size:12px;margin:6px 0}code{font:12px Menlo,monospace;background:#f6f6f6;border:1px solid #ddd;color:#c01343;padding:1px 3px;border-radius:3px;overflow-wrap:anywhere}hr{border:0;border-top:1px solid #ddd}a{color:#1264a3;text-decoration:none}';
writeFileSync(
  out,
  `<!doctype html><meta charset="utf-8"><style>${style}</style>${messages.map((one) => `<article>${draw(one)}</article>`).join('')}`,
);

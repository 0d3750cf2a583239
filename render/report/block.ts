import type { Change, Report } from '../../core/compliance/report.ts';
import { escapeHtml } from './escape-html.ts';
import { type Counted, type Questions, renderHow } from './questions.ts';
import { sentence } from './table.ts';

/** What every part of the page is made from. */
export interface PageInput {
  readonly report: Report;
  readonly questions: Questions;
}

/** A part of a section: a heading, what one sees, and how it is counted. `id` is unique in the page. */
export interface Block {
  readonly id: string;
  readonly heading: string;
  readonly lead?: string;
  readonly body: string;
  /** Left out where the block shows in figures what another has counted. */
  readonly counted?: Counted;
}

/** A section answers one question; its first sentence is the answer. */
export interface Section {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
  readonly tiles: readonly string[];
  /** Two that stand side by side where there is room. */
  readonly pair?: readonly [Block, Block];
  readonly blocks: readonly Block[];
}

/** A section of the page with its blocks. */
export function renderSection(section: Section, input: PageInput): string {
  const tiles = section.tiles.length === 0 ? '' : `<div class="tiles">\n${section.tiles.join('\n')}\n</div>\n`;
  const { pair = [], blocks } = section;
  const beside = pair.map((block) => renderBlock(block, input)).join('\n');
  const below = blocks.map((block) => renderBlock(block, input)).join('\n');
  return `<section id="${section.id}" aria-labelledby="${section.id}-heading"><h2 id="${section.id}-heading">${escapeHtml(section.question)}</h2>
<p class="answer">${sentence(section.answer)}</p>
${tiles}${beside === '' ? '' : `<div class="pair">${beside}</div>\n`}${below}</section>`;
}

function renderBlock(block: Block, input: PageInput): string {
  const lead = block.lead === undefined ? '' : `<p class="lead">${escapeHtml(block.lead)}</p>\n`;
  const how = block.counted === undefined ? '' : renderHow({ ...block, counted: block.counted }, input);
  return `<div class="block"><h3 id="${block.id}">${escapeHtml(block.heading)}</h3>\n${lead}${block.body}\n${how}</div>`;
}

/** A headline number that links to how it is counted. `note` is text, `change` is HTML of this folder. */
export const renderTile = (tile: {
  readonly value: string;
  readonly label: string;
  readonly how: string;
  readonly change?: string;
  readonly note?: string;
  readonly tone?: 'good' | 'bad' | '';
}): string => {
  const tone = tile.tone === undefined || tile.tone === '' ? '' : ` class="${tile.tone}"`;
  const note = tile.note === undefined ? '' : escapeHtml(tile.note);
  const small = [tile.change ?? '', note].filter((part) => part !== '').join(' ');
  return `<div class="tile"><strong${tone}><a href="#how-${tile.how}">${escapeHtml(tile.value)}</a></strong><span>${escapeHtml(tile.label)}</span>${small === '' ? '' : `<small>${small}</small>`}</div>`;
};

/** The week before in words, coloured when it moved the way one wants, or the other. Empty where nothing compares. */
export function compare({ now, before }: Change, show: (value: number) => string, better: 'up' | 'down'): string {
  if (now === null || before === null) return '';
  if (show(now) === show(before)) return 'As the week before.';
  const isBetter = now > before === (better === 'up');
  const arrow = now > before ? '↑' : '↓';
  return `<b class="${isBetter ? 'good' : 'bad'}"><span aria-hidden="true">${arrow}</span> ${escapeHtml(show(before))} the week before.</b>`;
}

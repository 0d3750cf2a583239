import type { Report } from '../../core/compliance/report.ts';
import { answerQuestions, type SectionId, sectionQuestions } from './answers.ts';
import { compare, type PageInput } from './block.ts';
import { renderHow } from './questions.ts';
import { sentence } from './table.ts';
import { scoreDefinition, whole } from './words.ts';

const ids = Object.keys(sectionQuestions) as SectionId[];

/** What a reader sees first: the score, and the six questions with their answers, which lead to the sections. */
export function renderOpening(input: PageInput): string {
  const answers = answerQuestions(input.report);
  const lines = ids.map(
    (id) => `<li><a href="#${id}"><b>${sectionQuestions[id]}</b><span>${sentence(answers[id])}</span></a></li>`,
  );
  return `<div class="opening">
${renderScore(input)}
<nav aria-label="Contents: six questions and their answers"><ol class="answers">${lines.join('\n')}</ol></nav>
</div>`;
}

/** The same questions as a short list beside the page, for screens that have the room. */
export const renderRail = (): string =>
  `<nav class="rail" aria-label="Sections"><ol>${ids.map((id) => `<li><a href="#${id}">${sectionQuestions[id]}</a></li>`).join('')}</ol></nav>`;

function renderScore({ report, questions }: PageInput): string {
  const { score } = report.headline;
  const how = renderHow(
    {
      id: 'score',
      heading: 'Score',
      counted: {
        words: `${scoreDefinition} It does not fall below zero, and there is none for a week in which CI made no call. The week before is judged by the findings that are open now. Keys that only people use count too: a key is a secret that stays, whoever holds it.`,
        questions: [],
        sameAs: [
          ['calls', 'Calls by origin'],
          ['keys', 'Long-lived keys'],
          ['hygiene', 'Federated roles'],
        ],
      },
    },
    { report, questions },
  );
  const value =
    score.now === null
      ? '<p class="big none"><a href="#how-score">No score</a></p>'
      : `<p class="big"><a href="#how-score">${whole(score.now)}</a><small>of 100</small></p>`;
  return `<div class="score">${value}
${renderScale(report)}<p>${compare(score, whole, 'up')}</p><p class="definition">${scoreDefinition}</p>${how}</div>`;
}

/** The score on a scale, with a mark where it was; the words below say the same. */
function renderScale({ headline: { score } }: Report): string {
  if (score.now === null) return '';
  const was = score.before === null ? '' : `<b style="left:calc(${score.before}% - 1px)"></b>`;
  return `<div class="scale" aria-hidden="true"><i style="width:${score.now}%"></i>${was}</div>`;
}

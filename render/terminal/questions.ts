import pc from 'picocolors';
import { toTerminalText } from './safe-text.ts';
import { type LayoutOptions, renderTable } from './table.ts';
import { wrapText } from './wrap-text.ts';

/** A saved question as a list shows it. */
export interface ListedQuestion {
  readonly name: string;
  readonly theme: string;
  readonly question: string;
}

/** A saved question with all that it takes and gives. */
export interface DescribedQuestion {
  readonly name: string;
  readonly question: string;
  readonly grain: string;
  readonly outputs: string;
  readonly parameters: readonly { readonly parameter: string; readonly wants: string; readonly default: string }[];
}

const gap = '  ';

/** The questions below their themes, in the order in which they come. Without a newline at its end. */
export function renderQuestionList(questions: readonly ListedQuestion[], options: LayoutOptions): string {
  const colour = pc.createColors(options.colours);
  const nameWidth = Math.max(0, ...questions.map(({ name }) => name.length));
  const textWidth = Math.max(20, (options.width ?? Number.POSITIVE_INFINITY) - nameWidth - 2 * gap.length);
  const themes = [...new Set(questions.map(({ theme }) => theme))];
  return themes
    .map((theme) => {
      const lines = questions
        .filter((one) => one.theme === theme)
        .map(({ name, question }) => {
          const text = wrapText(toTerminalText(question), textWidth).join(
            `\n${' '.repeat(nameWidth + 2 * gap.length)}`,
          );
          return `${gap}${name.padEnd(nameWidth)}${gap}${text}`;
        });
      return [colour.bold(theme), ...lines].join('\n');
    })
    .join('\n\n');
}

/** What a question takes and gives, for whoever is about to ask it. Without a newline at its end. */
export function renderQuestion(question: DescribedQuestion, options: LayoutOptions): string {
  const colour = pc.createColors(options.colours);
  const takes =
    question.parameters.length === 0 ? 'It takes no parameters.' : renderTable(question.parameters, options);
  return [
    `${colour.bold(question.name)}${gap}${toTerminalText(question.question)}`,
    '',
    takes,
    '',
    `Gives ${toTerminalText(question.grain)}: ${toTerminalText(question.outputs)}`,
  ].join('\n');
}

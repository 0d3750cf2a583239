import type { Report } from '../../core/compliance/report.ts';
import { answerQuestions, sectionQuestions } from './answers.ts';
import type { Section } from './block.ts';
import { renderTrendChart } from './trend-chart.ts';

/** When are we done: the trend, and where it leads if things go on like this. */
export const forecastSection = (report: Report): Section => ({
  id: 'done',
  question: sectionQuestions.done,
  answer: answerQuestions(report).done,
  tiles: [],
  blocks: [
    {
      id: 'trend',
      heading: 'The trend and where it leads',
      body: renderTrendChart(report),
      counted: {
        words:
          'The share of CI calls on long-lived keys goes on to fall from this week’s value, as steeply as a straight line through the last eight weeks with CI calls, six at least; done is where it reaches zero. The band comes from the uncertainty of that slope: nine chances in ten, if the coming weeks are like the past ones. No forecast is made where the share does not fall, over these weeks or over the last four, where the weeks differ too much, or where the end lies more than two years ahead.',
        questions: [],
        sameAs: [['calls', 'Calls by origin']],
      },
    },
  ],
});

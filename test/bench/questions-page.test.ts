import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderQuestionsPage } from '../../bench/explore/render-questions-page.ts';
import { makeSampleLake, type SampleLake, sampleNewestOn } from '../../bench/explore/sample-lake.ts';
import { bindQuestion } from '../../core/explore/bind-question.ts';
import { questionCatalogue } from '../../core/explore/catalogue.ts';
import { renderNamedQuery } from '../../core/explore/render-named-query.ts';

let folder = '';
let lake: SampleLake;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'subtrail-questions-'));
  lake = await makeSampleLake(folder);
}, 120_000);
afterAll(() => {
  lake.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('docs/questions.md', () => {
  it('is what the questions answer; if not, run: npx tsx scripts/write-questions.ts', async () => {
    expect(await renderQuestionsPage(lake)).toBe(readFileSync('docs/questions.md', 'utf8'));
  });

  it('has rows for every question, and tells nothing of this machine', () => {
    const page = readFileSync('docs/questions.md', 'utf8');
    expect(page).not.toContain('Nothing, in this organisation');
    expect(page).not.toContain(tmpdir());
    expect(page).not.toMatch(/file:\/\//);
    for (const line of page.split('\n')) expect(line.length).toBeLessThan(1000);
  });

  it.each(questionCatalogue)(
    '$name answers as pasted what it answers with its defaults',
    async ({ name, parameters }) => {
      const statement = lake.sql.get(`explore/${name}`);
      const given = new Map(
        parameters.flatMap((parameter) =>
          parameter.kind === 'pattern' && parameter.pattern === null ? [[parameter.name, '*'] as const] : [],
        ),
      );
      const { values } = bindQuestion(name, { parameters, given, newestOn: sampleNewestOn });
      const pasted = { ...statement, text: renderNamedQuery(statement), parameterNames: [], parameterTypes: {} };
      const rows = await lake.engine.query(pasted);
      expect(rows.length).toBeGreaterThan(0);
      expect(rows).toEqual(await lake.engine.query(statement, values));
    },
  );
});

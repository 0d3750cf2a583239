// Writes the page of saved questions with their sample answers: npx tsx scripts/write-questions.ts
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderQuestionsPage } from '../bench/explore/render-questions-page.ts';
import { makeSampleLake } from '../bench/explore/sample-lake.ts';

const folder = mkdtempSync(join(tmpdir(), 'subtrail-questions-'));
try {
  const lake = await makeSampleLake(folder);
  writeFileSync(new URL('../docs/questions.md', import.meta.url), await renderQuestionsPage(lake));
  lake.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

// Writes the published JSON Schema of report.json: npx tsx scripts/write-report-schema.ts
import { writeFileSync } from 'node:fs';
import { reportJsonSchema } from '../render/report/report-schema.ts';

writeFileSync(
  new URL('../schema/report.schema.json', import.meta.url),
  `${JSON.stringify(reportJsonSchema(), null, 2)}\n`,
);

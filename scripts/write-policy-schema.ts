// Writes the published JSON Schema of the policy file: npx tsx scripts/write-policy-schema.ts
import { writeFileSync } from 'node:fs';
import { policyJsonSchema } from '../core/policy/policy-json-schema.ts';

writeFileSync(
  new URL('../schema/subtrail.schema.json', import.meta.url),
  `${JSON.stringify(policyJsonSchema(), null, 2)}\n`,
);

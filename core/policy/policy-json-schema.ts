import { z } from 'zod';
import { policySchema } from './policy-schema.ts';

/** Where the published schema is found by editors that have no copy of it. */
const schemaId = 'subtrail.schema.json';

/** The JSON Schema of the policy file, for editors: what the zod schema says, without its cross-checks. */
export function policyJsonSchema(): object {
  const { $schema, ...rest } = z.toJSONSchema(policySchema, { io: 'input', target: 'draft-07' });
  return { $schema, $id: schemaId, title: 'Policy file of subtrail', ...rest };
}

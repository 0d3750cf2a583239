import { z } from 'zod';
import { type PolicyStatement, parsePolicyDocument } from '../../iam/policy-document.ts';
import type { JsonObject, JsonValue } from '../policy-value.ts';

/** A statement as it stands in the document, beside the same read. */
export interface TrustStatement {
  readonly raw: JsonObject;
  readonly parsed: PolicyStatement;
}

/** A trust policy, or in a few words why it cannot be read. */
export type TrustPolicy =
  | { readonly version: string | null; readonly statements: readonly TrustStatement[]; readonly problem: null }
  | { readonly version: null; readonly statements: null; readonly problem: string };

const json: z.ZodType<JsonValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(json), z.record(z.string(), json)]),
);
const object = z.record(z.string(), json);
const document = z.looseObject({
  Version: z.string().optional(),
  Statement: z.union([z.array(object), object.transform((one) => [one])]),
});

/** Reads a trust policy so that its statements can be kept as they are. **errors**: never throws. */
export function readTrustPolicy(text: string): TrustPolicy {
  const { statements, problem } = parsePolicyDocument(text);
  if (statements === null) return { version: null, statements: null, problem };
  const { Version: version, Statement: raw } = document.parse(
    JSON.parse(/^\s*%7b/i.test(text) ? decodeURIComponent(text) : text),
  );
  return {
    version: version ?? null,
    statements: statements.flatMap((parsed, index) => {
      const found = raw[index];
      return found === undefined ? [] : [{ raw: found, parsed }];
    }),
    problem: null,
  };
}

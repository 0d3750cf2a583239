import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { policyJsonSchema } from '../../../core/policy/policy-json-schema.ts';

/** Every place of the schema where keys may stand. */
function objectsIn(schema: unknown): Record<string, unknown>[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.values(schema).flatMap(objectsIn);
  return 'properties' in schema ? [{ ...schema }, ...inner] : inner;
}

describe('policyJsonSchema()', () => {
  test('is what is published; if not, run: npx tsx scripts/write-policy-schema.ts', () => {
    expect(JSON.parse(readFileSync('schema/subtrail.schema.json', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(policyJsonSchema())),
    );
  });

  test('allows no key that it does not name, and explains every key', () => {
    const objects = objectsIn(policyJsonSchema());
    expect(objects.length).toBeGreaterThan(8);
    for (const { additionalProperties, properties } of objects) {
      expect(additionalProperties).toBe(false);
      for (const [name, property] of Object.entries(properties as object)) {
        expect(property, name).toHaveProperty('description');
      }
    }
  });
});

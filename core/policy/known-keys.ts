import { z } from 'zod';
import type { PolicyPath } from './policy-problem.ts';

/**
 * The keys that a schema knows at a path; none where it knows no keys.
 * **errors**: never throws, whatever the path.
 */
export function knownKeys(schema: z.core.$ZodType, path: PolicyPath): readonly string[] {
  const bare = unwrap(schema);
  const [step, ...rest] = path;
  if (step === undefined) {
    if (bare instanceof z.ZodObject) return Object.keys(bare.shape);
    return bare instanceof z.ZodRecord && bare.keyType instanceof z.ZodEnum ? bare.keyType.options.map(String) : [];
  }
  const next = stepInto(bare, step);
  return next === undefined ? [] : knownKeys(next, rest);
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const isWrapper =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  if (isWrapper) return unwrap(schema.unwrap());
  return schema;
}

function stepInto(schema: z.core.$ZodType, step: string | number): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return Object.hasOwn(schema.shape, step) ? schema.shape[step] : undefined;
  if (schema instanceof z.ZodArray) return schema.element;
  return schema instanceof z.ZodRecord ? schema.valueType : undefined;
}

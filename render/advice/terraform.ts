import type { JsonValue, PolicyValue } from '../../core/advice/policy-value.ts';

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * A text as a quoted HCL template that means exactly this text: nothing in it is a reference, a directive or the end of the
 * quotes. Signs beyond ASCII become escapes, so that a reader sees what there is.
 * **source**: HCL native syntax specification, quoted templates and escapes (read 2026-11)
 */
export const hclText = (text: string): string => `"${text.toWellFormed().replace(/[\s\S]/gu, hclSign)}"`;

function hclSign(sign: string, at: number, text: string): string {
  const isOpening = (sign === '$' || sign === '%') && text[at + 1] === '{';
  // Behind one of its own kind a doubled sign would be read otherwise, so that it is written as an escape there.
  if (isOpening) return text[at - 1] === sign ? unicode(sign) : `${sign}${sign}`;
  const short = shortEscapes[sign];
  if (short !== undefined) return short;
  return /[ -~]/.test(sign) ? sign : unicode(sign);
}

function unicode(sign: string): string {
  const digits = (sign.codePointAt(0) ?? 0).toString(16);
  return digits.length <= 4 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

const bareName = /^[A-Za-z][A-Za-z0-9_]*$/;

/** A JSON value as an HCL expression. */
export function hclValue(value: JsonValue, indent = ''): string {
  if (typeof value === 'string') return hclText(value);
  if (value === null || typeof value !== 'object') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const values: readonly JsonValue[] = value;
    if (value.length === 1) return `[${hclValue(values[0] ?? null, indent)}]`;
    return `[\n${values.map((one) => `${inner}${hclValue(one, inner)},`).join('\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  const members = entries.map(([key, one]) => ({
    key: bareName.test(key) ? key : hclText(key),
    text: hclValue(one, inner),
  }));
  const lines = members.map(({ key, text }, index) => `${inner}${key.padEnd(alignment(members, index))} = ${text}`);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** As `terraform fmt` has it: neighbours with values of one line stand under each other. */
function alignment(members: readonly { readonly key: string; readonly text: string }[], index: number): number {
  const isLong = (at: number): boolean => members[at]?.text.includes('\n') ?? true;
  if (isLong(index)) return 0;
  let first = index;
  let last = index;
  while (!isLong(first - 1)) first -= 1;
  while (!isLong(last + 1)) last += 1;
  return Math.max(...members.slice(first, last + 1).map(({ key }) => key.length));
}

/** A name for a Terraform block: letters, digits and underscores. */
export const terraformName = (text: string): string => {
  const name = text
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return /^[a-z]/.test(name) ? name : `role_${name}`;
};

/** A policy as the argument of `jsonencode`. */
export const hclPolicy = (policy: PolicyValue, indent = ''): string =>
  hclValue({ Version: policy.Version, Statement: policy.Statement }, indent);

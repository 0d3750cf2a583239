import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { SubtrailError } from '../subtrail-error.ts';

/** An active key as the credential report tells of it. Instants are ISO text in UTC; null: never, or AWS does not know. */
export interface CredentialReportKey {
  readonly user_arn: string;
  readonly slot: number;
  readonly rotated_at: string | null;
  readonly last_used_at: string | null;
  readonly last_used_service: string | null;
  readonly last_used_region: string | null;
}

/** A credential report: the account it is of, when AWS made it where it says so, and the active keys. */
export interface CredentialReport {
  readonly accountId: string;
  readonly rootArn: string;
  readonly generatedAt: string | null;
  readonly keys: readonly CredentialReportKey[];
}

/** An account has at most 5,000 users, and a line some 500 bytes. **source**: IAM quotas (read 2026-11) */
export const credentialReportBytesMax = 16 * 1024 * 1024;

const answer = z.looseObject({ Content: z.string(), GeneratedTime: z.string().optional() });
const slots = [1, 2] as const;
const columnsWanted = [
  'arn',
  ...slots.flatMap((slot) =>
    ['active', 'last_rotated', 'last_used_date', 'last_used_region', 'last_used_service'].map(
      (name) => `access_key_${slot}_${name}`,
    ),
  ),
];

/**
 * Reads a credential report: the CSV that IAM makes, or the answer of `aws iam get-credential-report`, which holds it in base64.
 * **errors**: `wrong_use` saying what is wrong, for anything else.
 * **source**: IAM user guide, getting credential reports (read 2026-11)
 */
export function parseCredentialReport(text: string): CredentialReport {
  const { csv, generatedAt } = unwrap(text);
  const rows = parseRows(csv);
  const accounts = new Set(rows.map((row) => /^arn:[^:]*:iam::(\d{12}):/.exec(row['arn'] ?? '')?.[1] ?? ''));
  const [accountId = ''] = accounts;
  if (accounts.size !== 1 || accountId === '') throw wrong('its users are not those of one account');
  const rootArn = `${(rows[0]?.['arn'] ?? '').split(':', 5).join(':')}:root`;
  return { accountId, rootArn, generatedAt, keys: rows.flatMap((row) => slots.flatMap((slot) => keyOf(row, slot))) };
}

const wrong = (reason: string, cause?: unknown): SubtrailError =>
  new SubtrailError('wrong_use', `Read the credential report: ${reason}`, cause === undefined ? {} : { cause });

function unwrap(text: string): { readonly csv: string; readonly generatedAt: string | null } {
  if (!text.trimStart().startsWith('{')) return { csv: text, generatedAt: null };
  try {
    const { Content: content, GeneratedTime: generated } = answer.parse(JSON.parse(text));
    return { csv: Buffer.from(content, 'base64').toString('utf8'), generatedAt: instantOf(generated ?? null) };
  } catch (cause) {
    throw wrong('it is JSON, but not the answer of "aws iam get-credential-report"', cause);
  }
}

function parseRows(csv: string): Readonly<Record<string, string>>[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(csv, { columns: true, skip_empty_lines: true, bom: true });
  } catch (cause) {
    throw wrong(`it is not CSV: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  const [first] = rows;
  if (first === undefined) throw wrong('it names no user');
  const missing = columnsWanted.filter((name) => !Object.hasOwn(first, name));
  if (missing.length > 0)
    throw wrong(`it lacks ${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ' and more' : ''}`);
  return rows;
}

function keyOf(row: Readonly<Record<string, string>>, slot: number): CredentialReportKey[] {
  const cell = (name: string): string | null => {
    const value = row[`access_key_${slot}_${name}`] ?? '';
    return /^(N\/A|no_information|not_supported|)$/.test(value) ? null : value;
  };
  if (cell('active') !== 'true') return [];
  return [
    {
      user_arn: row['arn'] ?? '',
      slot,
      rotated_at: instantOf(cell('last_rotated')),
      last_used_at: instantOf(cell('last_used_date')),
      last_used_service: cell('last_used_service'),
      last_used_region: cell('last_used_region'),
    },
  ];
}

function instantOf(text: string | null): string | null {
  const at = new Date(text ?? '');
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

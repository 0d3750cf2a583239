import { type IssuerFamilies, issuerFamily, normaliseIssuer } from './issuer.ts';

/** Whose token stands behind a session of a broker such as a Cognito identity pool. */
export interface InnerSubject {
  readonly issuer: string;
  readonly subject: string;
}

/** The issuer of Cognito identity pools, which can stand between a CI service and AWS. */
export const cognito = 'cognito-identity.amazonaws.com';
const amrKey = `${cognito}:amr`;
const amrElement = /^arn:[^:]*:iam::\d*:oidc-provider\/(.+?):OIDC:(.+)$/s;
/** Texts longer than AWS lets a record hold are not looked at. */
const textLengthMax = 65_536;

/**
 * Finds the CI subject that a session's own context names, null where it names none.
 * **shape**: `attributes` is the JSON text of `webIdFederationData.attributes`. Cognito writes the providers of its pool into
 * one text there, `["authenticated", …, "<provider ARN>:OIDC:<subject>"]`; a key `<issuer>:sub` of another issuer goes first.
 * Never throws.
 * **source**: recorded sessions of Cognito identity pools behind GitHub Actions (read 2026-11)
 */
export function findInnerSubject(attributes: string | null): InnerSubject | null {
  const values = readObject(attributes);
  for (const [key, value] of values) {
    const issuer = key.endsWith(':sub') ? normaliseIssuer(key.slice(0, -':sub'.length)) : '';
    if (issuer !== '' && issuer !== cognito && value !== '') return { issuer, subject: value };
  }
  const elements = readList(values.get(amrKey) ?? null);
  const [, issuer, subject] = elements.map((element) => amrElement.exec(element)).find((match) => match !== null) ?? [];
  return issuer === undefined || subject === undefined ? null : { issuer: normaliseIssuer(issuer), subject };
}

/**
 * Finds the CI subject in the tags of a Cognito exchange: `iss` and `sub` where the pool maps both, else `sub` or `username`
 * where the policy says whose tokens the pool takes. Never throws.
 */
export function findTaggedSubject(principalTags: string | null, families: IssuerFamilies): InnerSubject | null {
  const tags = readObject(principalTags);
  const subject = tags.get('sub') ?? tags.get('username');
  const issuer = tags.get('iss');
  if (subject === undefined || subject === '') return null;
  if (issuer !== undefined && tags.has('sub')) return { issuer: normaliseIssuer(issuer), subject };
  const isMapped = families.has(cognito) && issuerFamily(cognito, families) !== 'cognito';
  return isMapped ? { issuer: cognito, subject } : null;
}

function readObject(json: string | null): ReadonlyMap<string, string> {
  const value = parse(json);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function readList(json: string | null): readonly string[] {
  const value = parse(json);
  return Array.isArray(value) ? value.filter((element): element is string => typeof element === 'string') : [];
}

function parse(json: string | null): unknown {
  if (json === null || json.length > textLengthMax) return null;
  try {
    return JSON.parse(json);
  } catch {
    return null; // text that is no JSON says nothing
  }
}

import type { SubjectColumns } from './subject-columns.ts';

/**
 * The CI columns of an EKS Pod Identity session, read from the tags that the cluster's service sets on it. The same service
 * account has the same columns through its cluster's OIDC issuer.
 * **shape**: `tags` is the JSON text of an object. Empty where it does not name namespace and service account. Never throws.
 * **source**: recorded AssumeRole events of `pods.eks.amazonaws.com` (read 2026-11)
 */
export function parsePodIdentity(tags: string | null): Partial<SubjectColumns> {
  const namespace = readTag(tags, 'kubernetes-namespace');
  const account = readTag(tags, 'kubernetes-service-account');
  if (namespace === null || account === null) return {};
  return {
    ci_platform: 'kubernetes',
    ci_organization: namespace,
    ci_workflow: `${namespace}/${account}`,
    ci_parse_status: 'parsed',
    stable_subject: `system:serviceaccount:${namespace}:${account}`,
  };
}

function readTag(tags: string | null, name: string): string | null {
  try {
    const value: unknown = JSON.parse(tags ?? 'null');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    const tag: unknown = Reflect.get(value, name);
    return typeof tag === 'string' && tag !== '' ? tag : null;
  } catch {
    return null; // text that is no JSON says nothing
  }
}

/** What a call can go back to (the lake's `origin_kind`). `access_key` is a long-lived key, used directly or as a root. */
export const originKinds = [
  'web_identity',
  'access_key',
  'console',
  'saml',
  'identity_center',
  'aws_service',
  'root_user',
  'external_account',
  'unknown',
] as const;
export type OriginKind = (typeof originKinds)[number];

/**
 * What is done with a member of a record.
 * - `text`, `unique`: text that becomes a column as it is; `unique` differs on nearly every record
 * - `caller`: says who calls; `event`: text or flag that decides about the row
 * - `object`, `list`: holds further members of this table
 * - `caller_json`: says who calls, as an object that is kept as JSON text
 * - `payload`: kept as JSON text
 * - `passed`: not read; named here because AWS writes members in a steady order, which makes the next one predictable
 * - `steady`: the same, and mostly with the same value as in the record before
 */
export type FieldUse =
  | 'text'
  | 'unique'
  | 'caller'
  | 'caller_json'
  | 'event'
  | 'object'
  | 'list'
  | 'payload'
  | 'passed'
  | 'steady';

/** One member of a record: its path as CloudTrail spells it, our name for it, and its use. `[]` is an array's element. */
export type RecordField = readonly [path: string, name: string | null, use: FieldUse];

/**
 * The members of a CloudTrail record that are read: the one place where its spelling meets ours. Names are those of the
 * columns of `staged_events`, but for those that only serve to derive one (`identity_provider`, `issuer_type`, …).
 * **shape**: a member stands after the object that holds it, siblings in the order in which AWS mostly writes them.
 * **source**: CloudTrail user guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
 */
export const recordFields: readonly RecordField[] = [
  ['eventVersion', null, 'passed'],
  ['userIdentity', 'user_identity', 'object'],
  ['userIdentity.type', 'user_identity_type', 'caller'],
  ['userIdentity.principalId', 'principal_id', 'caller'],
  ['userIdentity.arn', 'principal_arn', 'caller'],
  ['userIdentity.accountId', 'caller_account_id', 'caller'],
  ['userIdentity.accessKeyId', 'access_key_id', 'caller'],
  ['userIdentity.userName', 'user_name', 'caller'],
  ['userIdentity.identityProvider', 'identity_provider', 'caller'],
  ['userIdentity.sessionContext', null, 'object'],
  ['userIdentity.sessionContext.sessionIssuer', null, 'object'],
  ['userIdentity.sessionContext.sessionIssuer.type', 'issuer_type', 'caller'],
  ['userIdentity.sessionContext.sessionIssuer.principalId', 'issuer_principal_id', 'caller'],
  ['userIdentity.sessionContext.sessionIssuer.arn', 'issuer_arn', 'caller'],
  ['userIdentity.sessionContext.sessionIssuer.accountId', null, 'passed'],
  ['userIdentity.sessionContext.sessionIssuer.userName', null, 'passed'],
  ['userIdentity.sessionContext.webIdFederationData', null, 'object'],
  ['userIdentity.sessionContext.webIdFederationData.federatedProvider', 'federated_provider', 'caller'],
  ['userIdentity.sessionContext.webIdFederationData.attributes', 'federated_attributes', 'caller_json'],
  ['userIdentity.sessionContext.attributes', null, 'object'],
  ['userIdentity.sessionContext.attributes.creationDate', 'session_created_at', 'caller'],
  ['userIdentity.sessionContext.attributes.mfaAuthenticated', 'mfa_authenticated', 'caller'],
  ['userIdentity.sessionContext.sourceIdentity', 'source_identity', 'caller'],
  ['userIdentity.sessionContext.assumedRoot', 'assumed_root', 'caller'],
  ['userIdentity.sessionContext.ec2RoleDelivery', null, 'passed'],
  ['userIdentity.invokedBy', 'invoked_by', 'caller'],
  ['eventTime', 'event_time', 'event'],
  ['eventSource', 'event_source', 'text'],
  ['eventName', 'event_name', 'text'],
  ['awsRegion', 'aws_region', 'text'],
  ['sourceIPAddress', 'source_ip_address', 'text'],
  ['userAgent', 'user_agent', 'text'],
  ['errorCode', 'error_code', 'text'],
  ['errorMessage', 'error_message', 'text'],
  ['requestParameters', 'request_parameters', 'payload'],
  ['responseElements', 'response_elements', 'payload'],
  ['additionalEventData', null, 'passed'],
  ['requestID', null, 'passed'],
  ['eventID', 'event_id', 'unique'],
  ['readOnly', 'read_only', 'event'],
  ['resources', 'resource_arns', 'list'],
  ['resources[].accountId', null, 'passed'],
  ['resources[].type', null, 'passed'],
  ['resources[].ARN', 'resource_arn', 'event'],
  ['resources[].arn', 'resource_arn_lower_case', 'event'],
  ['eventType', 'event_type', 'text'],
  ['managementEvent', null, 'passed'],
  ['recipientAccountId', 'recipient_account_id', 'text'],
  ['sharedEventID', 'shared_event_id', 'unique'],
  ['vpcEndpointId', 'vpc_endpoint_id', 'text'],
  ['vpcEndpointAccountId', null, 'passed'],
  ['eventCategory', 'event_category', 'text'],
  ['tlsDetails', null, 'steady'],
  ['sessionCredentialFromConsole', 'console_session', 'caller'],
];

/** Where an exchange says what was asked for and what was given: path below the request or the response, by our name. */
export const exchangeFields = {
  requested_role_arn: ['request', 'roleArn'],
  requested_session_name: ['request', 'roleSessionName'],
  federated_user_name: ['request', 'name'],
  requested_source_identity: ['request', 'sourceIdentity'],
  answered_source_identity: ['response', 'sourceIdentity'],
  target_principal: ['request', 'targetPrincipal'],
  duration_seconds: ['request', 'durationSeconds'],
  principal_tags: ['request', 'principalTags'],
  session_tags: ['request', 'tags'],
  issued_key_id: ['response', 'credentials', 'accessKeyId'],
  expiration: ['response', 'credentials', 'expiration'],
  issued_principal_arn: ['response', 'assumedRoleUser', 'arn'],
  issued_principal_id: ['response', 'assumedRoleUser', 'assumedRoleId'],
  federated_user_arn: ['response', 'federatedUser', 'arn'],
  web_identity_subject: ['response', 'subjectFromWebIdentityToken'],
  web_identity_provider: ['response', 'provider'],
  subject: ['response', 'subject'],
  issuer: ['response', 'issuer'],
  audience: ['response', 'audience'],
} as const satisfies Readonly<Record<string, readonly [side: 'request' | 'response', ...path: string[]]>>;

/** The name of one thing that an exchange says. */
export type ExchangeFieldName = keyof typeof exchangeFields;

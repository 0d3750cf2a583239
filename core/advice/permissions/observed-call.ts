/**
 * Calls of one kind that a role or a key made: same service, action, region, account and named resources.
 * **shape**: `resource_arns` and `passed_roles` are lists of ARNs, `arguments` lists `name=value`.
 * `denied` counts those that lacked a permission. `variants` counts the kinds that the same action has in all, of which only
 * the most frequent are listed. `role_arn` is null for calls made as a user.
 */
export interface ObservedCall {
  readonly event_source: string | null;
  readonly event_name: string;
  readonly event_type: string | null;
  readonly event_category: string | null;
  readonly aws_region: string | null;
  readonly account_id: string | null;
  readonly role_arn: string | null;
  readonly resource_arns: readonly string[];
  readonly arguments: readonly string[];
  readonly passed_roles: readonly string[];
  readonly calls: number;
  readonly denied: number;
  readonly variants: number;
  readonly listed: number;
  readonly last_event_at: string;
}

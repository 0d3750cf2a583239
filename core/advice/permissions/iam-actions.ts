import { actionsOfEvents, callsWithoutPermission, iamPrefixes, servicesOutsideIam } from './iam-action-names.ts';

/** The IAM actions that a call needed, or why it needed none. */
export type NeededActions =
  | { readonly actions: readonly string[]; readonly leftOut: null }
  | { readonly actions: null; readonly leftOut: string };

/** API Gateway's control plane has actions by the verb of the request. */
const gatewayVerbs: readonly (readonly [RegExp, string])[] = [
  [/^Get/, 'GET'],
  [/^(Create|Import|Test|Generate)/, 'POST'],
  [/^(Put|Tag)/, 'PUT'],
  [/^Update/, 'PATCH'],
  [/^(Delete|Untag|Flush)/, 'DELETE'],
];

const serviceName = /^[a-z0-9-]{1,60}$/;
const actionName = /^[A-Za-z][A-Za-z0-9]{0,120}$/;

/**
 * The IAM actions behind a CloudTrail event.
 * **shape**: `eventType` as CloudTrail writes it; only calls of the API need a permission. Never throws.
 * **source**: Service authorization reference; CloudTrail record contents, eventType (read 2026-11)
 */
export function neededActions(call: {
  readonly eventSource: string | null;
  readonly eventName: string;
  readonly eventType: string | null;
}): NeededActions {
  const { eventType } = call;
  const source = (call.eventSource ?? '').toLowerCase();
  const outside = own(servicesOutsideIam, source);
  if (outside !== undefined) return none(outside);
  if (eventType === 'AwsServiceEvent') return none('the service did it by itself');
  if (eventType?.startsWith('AwsConsole') === true) return none('only the console calls it');
  const prefix = own(iamPrefixes, source) ?? source.replace(/\.amazonaws\.com(\.cn)?$/, '');
  const name = withoutDate(call.eventName);
  if (!serviceName.test(prefix) || !actionName.test(name)) return none('its name is none that IAM could have');
  const action = `${prefix}:${name}`;
  const free = own(callsWithoutPermission, action);
  if (free !== undefined) return none(free);
  if (prefix === 'apigateway') {
    const verb = gatewayVerbs.find(([pattern]) => pattern.test(name))?.[1];
    return verb === undefined ? none('its name tells no verb of API Gateway') : some([`apigateway:${verb}`]);
  }
  return some(own(actionsOfEvents, action) ?? [action]);
}

/** Lambda and CloudFront write the date of their API's version behind a name, such as `GetFunction20150331v2`. */
const withoutDate = (name: string): string =>
  name.replace(/(?:20\d{2}_\d{2}_\d{2}|20\d{2}[01]\d[0-3]\d(?:v\d+)?)$/, '');

const none = (leftOut: string): NeededActions => ({ actions: null, leftOut });
const some = (actions: readonly string[]): NeededActions => ({ actions, leftOut: null });
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

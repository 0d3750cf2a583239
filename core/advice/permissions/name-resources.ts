import { escapePolicyText } from '../../iam/policy-text.ts';
import type { ObservedCall } from './observed-call.ts';
import { objectActions, type ResourceRule, resourceRules } from './resource-rules.ts';

const arn = /^arn:aws[a-z-]*:([a-z0-9-]+):[a-z0-9-]*:(?:\d{12}|aws)?:[^\s].*$/;
const characters = /^[ -ÿ]{1,1600}$/;
const keyId = /^(?:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

/** An argument of a request as the part of an ARN that it names, as a policy writes it; undefined where it names none. */
const readers: Readonly<Record<string, (value: string) => string | undefined>> = {
  functionName: (value) => (/(?:^|:)function:([^:]+)/.exec(value)?.[1] ?? value.split(':')[0]) || undefined,
  queueUrl: (value) => /^https?:\/\/[^/]+\/\d{12}\/([^/]+)$/.exec(value)?.[1],
  keyId: (value) => {
    const id = /:key\/(.+)$/.exec(value)?.[1] ?? value;
    return keyId.test(id) ? id : undefined;
  },
  stackName: (value) => (value.startsWith('arn:') ? /:stack\/([^/]+)/.exec(value)?.[1] : value),
  cluster: (value) => (value.startsWith('arn:') ? /:cluster\/(.+)$/.exec(value)?.[1] : value),
  service: (value) => (value.startsWith('arn:') ? /\/([^/]+)$/.exec(value)?.[1] : value),
  hostedZoneId: (value) => value.replace(/^\/?hostedzone\//, ''),
  dBInstanceIdentifier: (value) => value.toLowerCase(),
  dBSnapshotIdentifier: (value) => value.toLowerCase(),
};

/**
 * The resources that a call names, as patterns of a policy; null where the trail does not name them all.
 * **shape**: account and region stay. What another run would name anew stands for its owner: objects for their bucket, a
 * stack's id for its name. Never throws, whatever the texts.
 */
export function nameResources(
  call: ObservedCall,
  { action, partition }: { readonly action: string; readonly partition: string },
): readonly string[] | null {
  const [service = '', name = ''] = action.split(':');
  const rule = resourceRules.find((one) => one.service === service && one.actions.test(name));
  // Of a service that has rules, an action without one is not decided on by resource, whatever the trail lists with it.
  if (rule === undefined && resourceRules.some((one) => one.service === service)) return null;
  const fromArns = call.resource_arns.flatMap((text) => {
    const found = fromArn(text, { service, name });
    return found === null ? [] : [found];
  });
  const fromArguments = rule === undefined ? null : fillRule(rule, call, partition);
  const found = [...new Set([...fromArns, ...(fromArguments ?? [])])].sort();
  return found.length === 0 ? null : found;
}

/** Whether a text is an ARN that a policy can hold. */
export const isArn = (text: string): boolean => arn.test(text) && characters.test(text);

function fromArn(text: string, { service, name }: { readonly service: string; readonly name: string }): string | null {
  const owner = arn.exec(text)?.[1];
  if (owner === undefined || !isArn(text)) return null;
  if (service === 'sts') return owner === 'iam' && name === 'AssumeRole' ? escapePolicyText(text, 'like') : null;
  if (owner !== service) return null;
  if (service === 's3') {
    const [, bucket, key] = /^(arn:[^:]+:s3:::[^/]+)(\/.*)?$/.exec(text) ?? [];
    if (bucket === undefined) return escapePolicyText(text, 'like'); // an access point, or another kind
    if (objectActions.test(name)) return `${escapePolicyText(bucket, 'like')}/*`;
    return key === undefined ? escapePolicyText(bucket, 'like') : null;
  }
  if (service === 'kms' && !text.includes(':key/')) return null;
  const stack = /^(arn:[^:]+:cloudformation:[^:]*:[^:]*:stack\/[^/]+)\//.exec(text)?.[1];
  return stack === undefined ? escapePolicyText(text, 'like') : `${escapePolicyText(stack, 'like')}/*`;
}

function fillRule(rule: ResourceRule, call: ObservedCall, partition: string): string[] | null {
  const filled = rule.templates.flatMap((template) => fill(template, call, partition));
  return filled.length === 0 || filled.includes(null) ? null : filled.filter((text) => text !== null);
}

function fill(template: string, call: ObservedCall, partition: string): (string | null)[] {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const { aws_region: region, account_id: account } = call;
  if (/:R:/.test(template) && !/^[a-z0-9-]{1,40}$/.test(region ?? '')) return [null];
  if (/:A:/.test(template) && !/^\d{12}$/.test(account ?? '')) return [null];
  const frame = template
    .replace('arn:P:', `arn:${partition}:`)
    .replace(':R:', `:${region}:`)
    .replace(':A:', `:${account}:`);
  const choices = names.map((name) => argumentsOf(call, name));
  if (choices.some((values) => values.length === 0)) return [null];
  // One argument may be given several times, such as the instances to stop; two that combine are given once.
  const rounds = Math.max(1, ...choices.map((values) => values.length));
  return Array.from({ length: rounds }, (_, round) =>
    frame.replace(/\{(\w+)\}/g, (_sign, name: string) => {
      const values = choices[names.indexOf(name)] ?? [];
      return values[Math.min(round, values.length - 1)] ?? '';
    }),
  ).map((text) => (template.startsWith('{') && !isArn(text) ? null : text));
}

function argumentsOf(call: ObservedCall, name: string): string[] {
  const given = call.arguments.flatMap((text) => (text.startsWith(`${name}=`) ? [text.slice(name.length + 1)] : []));
  return given.flatMap((value) => {
    const read = readers[name];
    const part = read === undefined ? value : read(value);
    if (part === undefined || part === '' || !characters.test(part)) return [];
    if (name === 'secretId' || (name === 'name' && call.event_source?.startsWith('secretsmanager.') === true)) {
      return [nameSecret(part)];
    }
    const bare = call.event_source?.startsWith('ssm.') === true && name === 'name' ? part.replace(/^\//, '') : part;
    return [escapePolicyText(bare, 'like')];
  });
}

/** A secret's ARN ends in six characters that its name does not have. */
function nameSecret(value: string): string {
  const named = /:secret:(.+)$/.exec(value)?.[1];
  if (named !== undefined && /-[A-Za-z0-9]{6}$/.test(named)) return escapePolicyText(named, 'like');
  return `${escapePolicyText(named ?? value, 'like')}-??????`;
}

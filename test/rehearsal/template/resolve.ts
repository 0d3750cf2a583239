/** A template as osls writes it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

/** One resource of a template, not resolved yet. */
export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The made-up account that a template is deployed to. `parameters` override the defaults. */
export interface Account {
  readonly accountId: string;
  readonly region: string;
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Turns a value of a template into what CloudFormation would put there. */
export interface Resolver {
  /** **errors**: throws for a name that the template does not have, and for a function that it does not know. */
  resolve(value: unknown): unknown;
  isOn(condition: string): boolean;
}

const noValue = Symbol('AWS::NoValue');
type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Properties that name a resource, by its type. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Athena::WorkGroup': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Scheduler::Schedule': 'Name',
};

/**
 * Resolves a template against made-up physical ids.
 * **source**: CloudFormation user guide, intrinsic functions (read 2026-11)
 */
export function createResolver(template: Template, account: Account): Resolver {
  const { accountId, region, stackName } = account;
  const pseudo: Readonly<Record<string, unknown>> = {
    'AWS::AccountId': accountId,
    'AWS::Region': region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${accountId}:stack/${stackName}/00000000-0000-4000-8000-000000000000`,
    'AWS::NoValue': noValue,
  };
  const resourceOf = (logicalId: string): TemplateResource => {
    const resource = template.Resources[logicalId];
    if (resource === undefined) throw new Error(`The template refers to "${logicalId}", which it does not have`);
    return resource;
  };
  const nameOf = (logicalId: string): string => {
    const { Type, Properties = {} } = resourceOf(logicalId);
    const database = Properties['DatabaseInput'] ?? Properties['TableInput'];
    const given = isObject(database) ? database['Name'] : Properties[nameProperties[Type] ?? ''];
    return given === undefined ? `${stackName}-${logicalId}`.toLowerCase() : String(resolve(given));
  };
  const ref = (name: string): unknown => {
    if (name in pseudo) return pseudo[name];
    const parameter = template.Parameters?.[name];
    if (parameter !== undefined) {
      const value = account.parameters[name] ?? parameter.Default;
      if (value === undefined) throw new Error(`The parameter "${name}" has no value`);
      return value;
    }
    const { Type } = resourceOf(name);
    if (Type === 'AWS::SQS::Queue') return `https://sqs.${region}.amazonaws.com/${accountId}/${nameOf(name)}`;
    return Type === 'AWS::SNS::Topic' ? attribute(name, 'Arn') : nameOf(name);
  };
  const attribute = (logicalId: string, name: string): unknown => {
    const { Type } = resourceOf(logicalId);
    if (name === 'QueueName' || name === 'TopicName') return nameOf(logicalId);
    if (name === 'QueueUrl') return ref(logicalId);
    return name === 'Arn' || name === 'TopicArn' ? arnOf(Type, nameOf(logicalId), account) : `${logicalId}.${name}`;
  };
  const substitute = (text: string, own: Json): string =>
    text.replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      const [logicalId = '', ...path] = name.split('.');
      if (name in own) return String(resolve(own[name]));
      return String(path.length === 0 ? ref(name) : attribute(logicalId, path.join('.')));
    });
  const condition = (value: unknown): boolean => {
    if (!isObject(value)) throw new Error(`The condition ${JSON.stringify(value)} is none`);
    const [[name, given] = ['', undefined]] = Object.entries(value);
    const parts = Array.isArray(given) ? given : [];
    if (name === 'Condition') return isOn(String(given));
    if (name === 'Fn::Equals') return String(resolve(parts[0])) === String(resolve(parts[1]));
    if (name === 'Fn::Not') return !condition(parts[0]);
    if (name === 'Fn::And') return parts.every(condition);
    if (name === 'Fn::Or') return parts.some(condition);
    throw new Error(`The condition function "${name}" is not known`);
  };
  const isOn = (name: string): boolean => {
    const found = template.Conditions?.[name];
    if (found === undefined) throw new Error(`The template has no condition "${name}"`);
    return condition(found);
  };
  const functions: Readonly<Record<string, (given: unknown) => unknown>> = {
    Ref: (given) => ref(String(given)),
    'Fn::GetAtt': (given) => {
      const [logicalId = '', ...path] = Array.isArray(given) ? given.map(String) : String(given).split('.');
      return attribute(logicalId, path.join('.'));
    },
    'Fn::Sub': (given) =>
      Array.isArray(given) ? substitute(String(given[0]), given[1] as Json) : substitute(String(given), {}),
    'Fn::Join': (given) => {
      const [separator, parts] = given as [string, unknown];
      return (resolve(parts) as unknown[]).map(String).join(separator);
    },
    'Fn::If': (given) => {
      const [name, yes, no] = given as [string, unknown, unknown];
      return resolve(isOn(name) ? yes : no);
    },
    'Fn::Split': (given) => {
      const [separator, text] = given as [string, unknown];
      return String(resolve(text)).split(separator);
    },
    'Fn::Select': (given) => {
      const [index, list] = given as [unknown, unknown];
      return (resolve(list) as unknown[])[Number(resolve(index))];
    },
    'Fn::FindInMap': (given) => {
      const [map = '', first = '', second = ''] = (given as unknown[]).map((one) => String(resolve(one)));
      return template.Mappings?.[map]?.[first]?.[second];
    },
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve).filter((one) => one !== noValue);
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const [[name, given] = ['', undefined]] = entries;
    const serve = entries.length === 1 ? functions[name] : undefined;
    if (serve !== undefined) return serve(given);
    if (entries.length === 1 && name.startsWith('Fn::')) throw new Error(`The function "${name}" is not known`);
    return Object.fromEntries(
      entries.map(([key, one]) => [key, resolve(one)] as const).filter(([, one]) => one !== noValue),
    );
  };
  return { resolve, isOn };
}

function arnOf(type: string, name: string, { accountId, region }: Account): string {
  if (type === 'AWS::S3::Bucket') return `arn:aws:s3:::${name}`;
  if (type === 'AWS::IAM::Role') return `arn:aws:iam::${accountId}:role/${name}`;
  const [, service = '', kind = ''] = type.split('::');
  const prefix: Readonly<Record<string, string>> = {
    'AWS::SQS::Queue': '',
    'AWS::SNS::Topic': '',
    'AWS::Lambda::Function': 'function:',
    'AWS::Logs::LogGroup': 'log-group:',
    'AWS::Athena::WorkGroup': 'workgroup/',
    'AWS::KMS::Key': 'key/',
  };
  return `arn:aws:${service.toLowerCase()}:${region}:${accountId}:${prefix[type] ?? `${kind.toLowerCase()}/`}${name}`;
}

/** Something that an administrator can do. `used` are the actions of it that were used; without any, nobody will miss it. */
export interface Power {
  readonly name: string;
  readonly used: readonly string[];
}

const powers: readonly (readonly [string, RegExp])[] = [
  ['change who may do what (IAM users, keys, roles, policies)', /^iam:(?!Get|List|PassRole|Generate|Simulate)/],
  ['hand roles to services (iam:PassRole)', /^iam:PassRole$/],
  ['take other roles (sts:AssumeRole)', /^sts:AssumeRole$/],
  ['stop or change the trail', /^cloudtrail:(Stop|Delete|Update|Put)/],
  [
    'read secrets, parameters and what is encrypted',
    /^(secretsmanager:(Batch)?GetSecretValue|ssm:GetParameter|kms:Decrypt)/,
  ],
  ['delete or terminate', /:(?:Batch)?(Delete|Terminate|Destroy|Purge|ScheduleKeyDeletion|Deregister)/],
  [
    'open networks (security groups, routes, gateways)',
    /^ec2:(Authorize|CreateRoute|ReplaceRoute|AttachInternetGateway|ModifyVpc)/,
  ],
  ['change the organization or accounts', /^(organizations|account):(?!Describe|List|Get)/],
];

/** What AdministratorAccess has beyond the actions used, by what it could be misused for. */
export const compareToAdministrator = (actions: readonly string[]): Power[] =>
  powers.map(([name, pattern]) => ({ name, used: actions.filter((action) => pattern.test(action)) }));

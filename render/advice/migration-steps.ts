import type { MigrationAdvice, ProposedRole } from '../../core/advice/migration/plan-migration.ts';
import { audienceOf, issuerOf } from '../../core/advice/migration/propose-trust.ts';
import { toPolicyJson } from '../../core/advice/policy-value.ts';
import { parseRoleArn } from '../../core/advice/role.ts';
import type { PageBlock } from './page.ts';
import { policyBlocks } from './permissions-text.ts';
import { shellWord } from './shell-text.ts';
import { productNames, renderSnippet, staticVariables } from './workflow-snippets.ts';

/** The steps for a key, numbered, with the commands to copy. */
export function migrationSteps(advice: MigrationAdvice): PageBlock[] {
  const steps = [roleStep(advice), workflowStep(advice), variablesStep(advice), quietStep(advice), removalStep(advice)];
  return steps.flatMap(([title, ...blocks], index) => [{ title: `${index + 1}. ${title}` }, ...blocks]);
}

type Step = readonly [string, ...PageBlock[]];

function roleStep(advice: MigrationAdvice): Step {
  const { role, proposed } = advice;
  if (role !== null) {
    const equals = advice.candidates.slice(1).flatMap((one) => (one.covered === role.covered ? [one.roleArn] : []));
    const behind = rolesBehind(advice);
    return [
      `Take ${role.roleArn}`,
      {
        text: 'It already does this work. Add the subject of the job that uses the key to its trust policy; this shows the policy and who takes the role today:',
      },
      { code: `subtrail advise trust ${shellWord(role.roleArn)}` },
      ...(role.missing.length === 0
        ? []
        : [{ text: 'It was not seen to do all of it: what is missing is named above.' }]),
      ...(equals.length === 0
        ? []
        : [
            {
              text: `As many of the actions are done by ${equals.join(' and ')}: take the role of the repository that the job is in.`,
            },
          ]),
      ...(behind.length === 0
        ? []
        : [
            {
              text: `Or leave the work where it is, and let the job take ${behind.join(' or ')} itself: with a trust policy for its subject instead of ${profileName(advice)}.`,
            },
          ]),
    ];
  }
  if (proposed === null) {
    return [
      'Make a role',
      { text: 'The lake does not say in which account the user of this key is, so that no role can be written down.' },
    ];
  }
  return ['Make a role', ...newRole(advice, proposed), ...behindSteps(advice, roleArnOf(proposed))];
}

const roleArnOf = ({ partition, accountId, name }: ProposedRole): string =>
  `arn:${partition}:iam::${accountId}:role/${name}`;

function newRole(advice: MigrationAdvice, proposed: ProposedRole): PageBlock[] {
  const [product = 'github_actions'] = advice.products;
  const name = shellWord(proposed.name);
  const count = proposed.permissions.policies.length;
  return [
    {
      text: `The trust policy for ${productNames[product]}. Nobody can read from a key which job will use the role: put its names in place of <…>; as it stands it admits nobody. (trust.json)`,
    },
    { code: toPolicyJson(proposed.trusts[product], 2) },
    ...(count === 0
      ? [{ text: 'As the user itself, the key did nothing that needs a permission.' }]
      : [
          { text: 'What the key did as the user itself. Read it before you grant it. (permissions-1.json and so on)' },
          ...policyBlocks(proposed.permissions),
        ]),
    {
      code: [
        '# Once an account, where the provider is not there yet:',
        `aws iam create-open-id-connect-provider --url ${shellWord(`https://${issuerOf(product)}`)} --client-id-list ${shellWord(audienceOf(product))}`,
        `aws iam create-role --role-name ${name} --assume-role-policy-document file://trust.json`,
        ...Array.from({ length: count }, (_, index) => attachPolicy(proposed, index + 1)),
      ].join('\n'),
    },
  ];
}

function attachPolicy({ partition, accountId, name }: ProposedRole, index: number): string {
  const policy = `${name}-used-${index}`;
  return [
    `aws iam create-policy --policy-name ${shellWord(policy)} --policy-document file://permissions-${index}.json`,
    `aws iam attach-role-policy --role-name ${shellWord(name)} --policy-arn ${shellWord(`arn:${partition}:iam::${accountId}:policy/${policy}`)}`,
  ].join('\n');
}

const profileName = ({ profile }: MigrationAdvice): string => profile.principal ?? 'the user';

const rolesBehind = ({ sessions }: MigrationAdvice): string[] =>
  sessions.flatMap(({ exchangeKind, roleArn, sessions: count }) =>
    exchangeKind === 'assume_role' && roleArn !== null && count > 0 ? [roleArn] : [],
  );

/** Roles that the key takes: whoever works in them later has to be let in there. */
function behindSteps(advice: MigrationAdvice, newRoleArn: string): PageBlock[] {
  const behind = rolesBehind(advice);
  return behind.length === 0
    ? []
    : [
        {
          text: `The key works in roles of their own. Let ${newRoleArn} in there instead of ${profileName(advice)}; or, with one role less, give the role itself the trust policy for the job, and no new role is needed:`,
        },
        { list: behind },
      ];
}

function workflowStep({ role, proposed, products, isProductLikely, signals, region }: MigrationAdvice): Step {
  const found = role?.roleArn ?? (proposed === null ? '' : roleArnOf(proposed));
  // Only what is surely an ARN stands in a file that a machine will run.
  const roleArn = parseRoleArn(found)?.arn ?? '<ROLE_ARN>';
  return [
    'Let the job take it',
    ...(isProductLikely ? [] : [{ text: unlikelyWords(signals[0]?.points) }]),
    ...products.flatMap((product, index): PageBlock[] => [
      { text: `${productNames[product]}${index === 0 && isProductLikely ? ', the likely one' : ''}:` },
      { code: renderSnippet(product, { roleArn, region: region ?? '<REGION>' }) },
    ]),
  ];
}

function unlikelyWords(points: string | undefined): string {
  const named = points === undefined || ['person', 'terraform'].includes(points) ? null : points.replaceAll('_', ' ');
  return named === null
    ? 'Nothing says for sure what runs this job; take the one that fits:'
    : `Signs point to ${named}: let it ask for an OIDC token of its own and take the role with that. For others:`;
}

function variablesStep({ runsTerraform, products }: MigrationAdvice): Step {
  const isTerraform = runsTerraform || products[0] === 'atlantis';
  return [
    'Take the key out of the job',
    {
      text: 'Variables win over every role: while they are set anywhere, in the CI settings of a group, an organization, a runner or a server, the job goes on with the key and nothing tells. Delete them there, and in shells until then:',
    },
    { code: `unset ${staticVariables}` },
    ...(isTerraform
      ? [
          {
            text: 'Terraform module sources that begin with s3:: are fetched by go-getter with credentials of its own: never with the assume_role of a provider or backend, and before go-getter 1.8 not with a web identity token file either. When the variables go, "terraform init" is what breaks. Where that happens, give the fetching step the session of the role:',
          },
          {
            code: 'eval "$(aws configure export-credentials --format env)"   # this step only: these variables win over everything too\nterraform init',
          },
        ]
      : []),
  ];
}

const keyIdShape = /^[A-Za-z0-9_]{1,128}$/;

function quietStep({ profile }: MigrationAdvice): Step {
  const key = keyIdShape.test(profile.keyId) ? profile.keyId : '<KEY_ID>';
  return [
    'See that it is quiet',
    {
      text: 'Read in what was delivered since, then ask for its last use, in sessions too. "subtrail detect" tells when long_lived_key_activity is resolved.',
    },
    {
      code: [
        `subtrail query "select max(event_time) as last_used, count(*) as calls from calls where origin_key_id = '${key}'"`,
        `subtrail trace ${key}`,
        `aws iam get-access-key-last-used --access-key-id ${key}   # knows of data events, such as reading S3 objects, too`,
      ].join('\n'),
    },
  ];
}

function removalStep({ profile, userName, waitDays }: MigrationAdvice): Step {
  const key = shellWord(profile.keyId);
  const user = userName === null ? '<USER>' : shellWord(userName);
  const of = `--user-name ${user} --access-key-id ${key}`;
  return [
    'Deactivate, wait, delete',
    { code: `aws iam update-access-key ${of} --status Inactive` },
    {
      text: `Wait ${waitDays} days: twice the longest pause that it made, and at least two weeks. Whatever breaks is put right in a moment with --status Active. Refused calls with the key tell who still has it: they are in the trail. Then:`,
    },
    {
      code: [
        `aws iam delete-access-key ${of}`,
        `aws iam list-access-keys --user-name ${user}   # without a key and a password the user itself can go`,
      ].join('\n'),
    },
  ];
}

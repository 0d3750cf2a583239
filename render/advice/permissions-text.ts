import { compareToAdministrator } from '../../core/advice/permissions/compare-administrator.ts';
import type { PermissionsAdvice, UsedAction } from '../../core/advice/permissions/plan-permissions.ts';
import type { RolePermissionsAdvice } from '../../core/advice/permissions/role-permissions-advice.ts';
import { managedPoliciesMax, managedPolicyCharactersMax, toPolicyJson } from '../../core/advice/policy-value.ts';
import type { LayoutOptions } from '../terminal/table.ts';
import { counted, daysOf, firstOf, type PageBlock, renderPage } from './page.ts';

/** Lines of one list: the rest is counted. */
const linesMax = 30;

/** The permissions that a role used for people. Ends in a newline. */
export function renderPermissionsText(found: RolePermissionsAdvice, options: LayoutOptions): string {
  const { role, advice, calls } = found;
  const services = new Set(advice.used.map(({ action }) => action.split(':')[0]));
  const everywhere = advice.used.filter(({ resources }) => resources === null);
  return renderPage(
    [
      { title: `Permissions of ${role.arn}` },
      {
        facts: [
          ['looked at', `${daysOf(found)}: ${counted(calls, 'call')}`],
          [
            'used',
            `${counted(advice.used.length, 'action')} of ${counted(services.size, 'service')}; ${advice.used.length - everywhere.length} on resources that the trail names, ${everywhere.length} on every resource`,
          ],
          ['today', todayWords(found)],
        ],
      },
      ...policyBlocks(advice),
      ...section('Against AdministratorAccess', administratorWords(advice)),
      ...section('Denied in these days', deniedWords(advice)),
      ...section('Needs no permission, left out', leftOutWords(advice)),
      ...section('What the trail cannot see', [
        ...passedWords(advice),
        ...shortenedWords(advice.used),
        ...found.blindSpots,
      ]),
      ...(found.isCut
        ? [{ text: 'The role did more different things than are read: the policy is not complete.' }]
        : []),
    ],
    options,
  );
}

const section = (title: string, list: readonly string[]): PageBlock[] =>
  list.length === 0 ? [] : [{ title }, { list: firstOf(list, linesMax) }];

/** Each policy to copy, with its size. */
export function policyBlocks({ policies, characters }: PermissionsAdvice): PageBlock[] {
  const limit = managedPolicyCharactersMax.toLocaleString('en');
  return [
    ...policies.flatMap((policy, index): PageBlock[] => {
      const count = policies.length === 1 ? 'The policy' : `Policy ${index + 1} of ${policies.length}`;
      return [
        { title: `${count}, ${(characters[index] ?? 0).toLocaleString('en')} of ${limit} characters` },
        { code: toPolicyJson(policy, 2) },
      ];
    }),
    ...(policies.length > managedPoliciesMax
      ? [{ text: `A role takes ${managedPoliciesMax} managed policies until the quota is raised.` }]
      : []),
  ];
}

function todayWords({ attached }: RolePermissionsAdvice): string {
  if (attached.length === 0) return 'not in the lake: what was attached before the first delivery is not known';
  return attached
    .map(({ name, isAdministrator, attachedAt, attachedBy }) => {
      const by = attachedBy === null ? '' : ` by ${attachedBy}`;
      return `${name}${isAdministrator ? ' (everything)' : ''}, put on ${(attachedAt ?? '').slice(0, 10)}${by}`;
    })
    .join('; ');
}

function administratorWords({ used, passedRoles }: PermissionsAdvice): string[] {
  const actions = [...used.map(({ action }) => action), ...(passedRoles.length > 0 ? ['iam:PassRole'] : [])];
  const powers = compareToAdministrator(actions);
  const gone = powers.filter((power) => power.used.length === 0).map(({ name }) => name);
  const kept = powers.filter((power) => power.used.length > 0);
  return [
    ...(gone.length === 0 ? [] : [`It can no longer: ${gone.join('; ')}`]),
    ...kept.map(({ name, used: some }) => `It still can ${name}: ${firstOf(some, 8).join(', ')}`),
  ];
}

function deniedWords({ denied }: PermissionsAdvice): string[] {
  const mixed = denied.filter(({ alsoWorked }) => alsoWorked).map(({ action, calls }) => `${action} (${calls})`);
  return [
    ...denied
      .filter(({ alsoWorked }) => !alsoWorked)
      .map(({ action, calls }) => `${action}, ${counted(calls, 'time')}: not in the policy`),
    ...(mixed.length === 0
      ? []
      : [`Denied at times, and in the policy for what worked: ${firstOf(mixed, linesMax).join(', ')}`]),
  ];
}

const leftOutWords = ({ leftOut }: PermissionsAdvice): string[] =>
  leftOut.map(({ call, calls, reason }) => `${call}, ${counted(calls, 'time')}: ${reason}`);

const passedWords = ({ passedRoles }: PermissionsAdvice): string[] =>
  passedRoles.length === 0
    ? []
    : [`iam:PassRole is never recorded: it follows from requests that name ${firstOf(passedRoles, 5).join(', ')}`];

const shortenedWords = (used: readonly UsedAction[]): string[] => {
  const short = used.filter(({ isShortened }) => isShortened).map(({ action }) => action);
  return short.length === 0 ? [] : [`More resources than can be listed became patterns: ${short.join(', ')}`];
};

import type { RolePermissionsAdvice } from '../../core/advice/permissions/role-permissions-advice.ts';
import type { PolicyValue } from '../../core/advice/policy-value.ts';
import type { FoundRole } from '../../core/advice/role.ts';
import type { RoleTrustAdvice } from '../../core/advice/trust/role-trust-advice.ts';
import { hclPolicy, hclText, terraformName } from './terraform.ts';

/** The path of a role, with slashes at both ends. */
const pathOf = ({ arn, name }: FoundRole): string => arn.slice(arn.indexOf(':role/') + 5, arn.length - name.length);

/** The role with its narrower trust policy, to put in place of the block that there is. Ends in a newline. */
export function renderTrustTerraform({ role, advice }: RoleTrustAdvice): string {
  const path = pathOf(role);
  return [
    '# Only assume_role_policy is new: move it into the block that this role has already.',
    `resource "aws_iam_role" "${terraformName(role.name)}" {`,
    `  name = ${hclText(role.name)}`,
    ...(path === '/' ? [] : [`  path = ${hclText(path)}`]),
    '',
    `  assume_role_policy = jsonencode(${hclPolicy(advice.policy, '  ')})`,
    '}',
    '',
  ].join('\n');
}

/** Managed policies with what was used, attached to the role. Ends in a newline. */
export const renderPermissionsTerraform = ({ role, advice }: RolePermissionsAdvice): string =>
  renderManagedPolicies(role.name, advice.policies);

/** Policies as managed policies that are attached to a role of that name. Ends in a newline. */
export function renderManagedPolicies(roleName: string, policies: readonly PolicyValue[]): string {
  return policies
    .map((policy, index) => {
      const count = policies.length === 1 ? '' : `-${index + 1}`;
      const block = terraformName(`${roleName}-used${count}`);
      return [
        `resource "aws_iam_policy" "${block}" {`,
        `  name = ${hclText(`${roleName}-used${count}`)}`,
        `  policy = jsonencode(${hclPolicy(policy, '  ')})`,
        '}',
        '',
        `resource "aws_iam_role_policy_attachment" "${block}" {`,
        `  role       = ${hclText(roleName)}`,
        `  policy_arn = aws_iam_policy.${block}.arn`,
        '}',
        '',
      ].join('\n');
    })
    .join('\n');
}

import { findBlindSpots } from '../core/advice/permissions/blind-spots.ts';
import { planPermissions } from '../core/advice/permissions/plan-permissions.ts';
import type { AttachedPolicy, RolePermissionsAdvice } from '../core/advice/permissions/role-permissions-advice.ts';
import type { FoundRole } from '../core/advice/role.ts';
import { allowsEverything } from '../core/iam/grade-permissions.ts';
import { parsePolicyDocument } from '../core/iam/policy-document.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { type AdviceSource, daysOfSource, readCalls, textOf } from './advise-inputs.ts';
import { findRole } from './find-role.ts';

/**
 * The permissions that a role's calls needed.
 * **errors**: `wrong_use` when the role is unknown, or did nothing that a policy could allow: nothing is made up.
 */
export async function advisePermissions(source: AdviceSource, asked: string): Promise<RolePermissionsAdvice> {
  const role = await findRole(source, asked);
  const { calls, isCut } = await readCalls(source, { roleArn: role.arn, keyId: null });
  const advice = planPermissions(calls, { partition: role.partition });
  if (advice.policies.length === 0) {
    const why = calls.length === 0 ? 'no call with it' : 'no call with it that a permission allowed';
    throw new SubtrailError(
      'wrong_use',
      `Advise on the permissions of ${role.arn}: these days hold ${why}. Look further back with --since`,
    );
  }
  return {
    role,
    ...daysOfSource(source),
    calls: calls.reduce((sum, call) => sum + call.calls, 0),
    attached: await readAttached(source, role),
    blindSpots: findBlindSpots(calls),
    isCut,
    advice,
  };
}

async function readAttached(source: AdviceSource, role: FoundRole): Promise<AttachedPolicy[]> {
  const rows = await source.engine.query(source.sql.get('advise/attached_policies'), {
    account_id: role.accountId,
    role_name: role.name,
    window_end_at: source.windowEndAt,
  });
  return rows.map((row) => {
    const name = textOf(row, 'policy') ?? 'a policy without a name';
    const { statements } = parsePolicyDocument(textOf(row, 'policy_document') ?? '');
    return {
      name,
      isAdministrator:
        /^arn:aws[a-z-]*:iam::aws:policy\/AdministratorAccess$/.test(name) || allowsEverything(statements ?? []),
      attachedAt: textOf(row, 'event_time'),
      attachedBy: textOf(row, 'written_by'),
    };
  });
}

import type { AdviceWindow, FoundRole } from '../role.ts';
import type { PermissionsAdvice } from './plan-permissions.ts';

/** A policy that a role has by the changes that the lake knows. `isAdministrator`: it allows everything. */
export interface AttachedPolicy {
  readonly name: string;
  readonly isAdministrator: boolean;
  readonly attachedAt: string | null;
  readonly attachedBy: string | null;
}

/** The advice for one role, with what it has today as far as the lake knows. */
export interface RolePermissionsAdvice extends AdviceWindow {
  readonly role: FoundRole;
  readonly calls: number;
  readonly attached: readonly AttachedPolicy[];
  readonly blindSpots: readonly string[];
  readonly isCut: boolean;
  readonly advice: PermissionsAdvice;
}

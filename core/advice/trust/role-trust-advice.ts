import type { AdviceWindow, FoundRole } from '../role.ts';
import type { ObservedSubject } from './observed-subject.ts';
import type { TrustAdvice } from './plan-trust.ts';

/** Where today's trust policy was read, and who wrote it. `kind` is `unknown` where no policy was found. */
export interface TrustPolicySource {
  readonly kind: 'file' | 'trail' | 'unknown' | 'deleted';
  readonly writtenAt: string | null;
  readonly writtenBy: string | null;
}

/** Who takes the role in another way. */
export interface OtherWay {
  readonly exchangeKind: string;
  readonly caller: string | null;
  readonly sessions: number;
}

/** The advice for one role, with where it comes from. `refused` are exchanges that AWS
 * refused in these days, `excepted` those that worked and that the user does not want. */
export interface RoleTrustAdvice extends AdviceWindow {
  readonly role: FoundRole;
  readonly source: TrustPolicySource;
  readonly observed: readonly ObservedSubject[];
  readonly excepted: readonly ObservedSubject[];
  readonly refused: readonly ObservedSubject[];
  readonly otherWays: readonly OtherWay[];
  readonly isCut: boolean;
  readonly advice: TrustAdvice;
}

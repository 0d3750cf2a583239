import type { PolicyStatement } from './policy-document.ts';

const everyAction = /^\*(:\*)?$/;

/**
 * Whether a permissions policy allows every action on every resource, without a condition.
 * **shape**: one statement has to do so by itself; what several add up to is not computed.
 */
export const allowsEverything = (statements: readonly PolicyStatement[]): boolean =>
  statements.some(
    (one) =>
      one.effect === 'Allow' &&
      one.conditions.length === 0 &&
      one.actions.some((action) => everyAction.test(action)) &&
      one.resources.includes('*'),
  );

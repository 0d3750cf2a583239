import { expect, test } from 'vitest';
import { matchesStringLike } from '../../../core/origin/string-like.ts';
import { toArnPatterns } from '../../../core/policy/principal-pattern.ts';

test.each([
  ['deploy', 'arn:aws:iam::123456789012:role/deploy', true],
  ['deploy', 'arn:aws-cn:iam::123456789012:role/ci/team/deploy', true],
  ['deploy', 'arn:aws:iam::123456789012:role/not-deploy', false],
  ['deploy', 'arn:aws:iam::123456789012:role/deploy/other', false],
  ['deploy', 'arn:aws:iam::123456789012:user/deploy', false],
  ['ci/deploy', 'arn:aws:iam::123456789012:role/ci/deploy', true],
  ['ci/deploy', 'arn:aws:iam::123456789012:role/deploy', false],
  ['*-deploy', 'arn:aws:iam::123456789012:role/ci/shop-deploy', true],
  ['arn:aws:iam::123456789012:role/deploy', 'arn:aws:iam::123456789012:role/deploy', true],
  ['arn:aws:iam::123456789012:role/deploy', 'arn:aws:iam::123456789012:role/ci/deploy', false],
])('toArnPatterns() of %j take %j: %j', (pattern, arn, isTaken) => {
  expect(toArnPatterns(pattern, 'role').some((one) => matchesStringLike(one, arn))).toBe(isTaken);
});

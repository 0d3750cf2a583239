import { expect, test } from 'vitest';
import { issuerFamily } from '../../../core/origin/issuer.ts';
import { issuerFamilies } from '../../../core/policy/policy-issuers.ts';
import { emptyPolicy } from '../../../core/policy/policy-schema.ts';

test('issuerFamilies() maps an issuer however it is written', () => {
  const families = issuerFamilies({
    ...emptyPolicy,
    issuers: [{ issuer: 'https://GitLab.example.com/Path', family: 'gitlab' }],
  });
  expect([...families]).toEqual([['gitlab.example.com/Path', 'gitlab']]);
  expect(issuerFamily('gitlab.example.com/Path', families)).toBe('gitlab');
});

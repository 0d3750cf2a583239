import { type JsonValue, type PolicyValue, policyVersion } from '../policy-value.ts';
import type { CiProduct } from './ci-product.ts';

/** What a product's tokens say: who issues them, for which audience, and whose they are. */
interface TokenClaims {
  readonly issuer: string;
  readonly audience: string;
  readonly subjects: readonly string[];
}

/**
 * The part that nobody can read from a key: which job will use the role. The signs `<` and `>` occur in no such name, so that
 * a policy in which they were forgotten admits nobody.
 */
const tokens: Readonly<Record<CiProduct, TokenClaims>> = {
  github_actions: {
    issuer: 'token.actions.githubusercontent.com',
    audience: 'sts.amazonaws.com',
    subjects: [
      'repo:<OWNER>/<REPOSITORY>:ref:refs/heads/main',
      'repo:<OWNER>@<OWNER_ID>/<REPOSITORY>@<REPOSITORY_ID>:ref:refs/heads/main',
    ],
  },
  gitlab: {
    issuer: 'gitlab.com',
    audience: 'https://gitlab.com',
    subjects: ['project_path:<GROUP>/<PROJECT>:ref_type:branch:ref:main'],
  },
  atlantis: {
    issuer: 'oidc.eks.<REGION>.amazonaws.com/id/<CLUSTER_ID>',
    audience: 'sts.amazonaws.com',
    subjects: ['system:serviceaccount:<NAMESPACE>:<SERVICE_ACCOUNT>'],
  },
};

/** The audience that a product's workflow asks for. */
export const audienceOf = (product: CiProduct): string => tokens[product].audience;

/** Who issues a product's tokens. */
export const issuerOf = (product: CiProduct): string => tokens[product].issuer;

/** The trust policy of a new role for a product, with the job left to fill in. */
export function proposeTrust(
  product: CiProduct,
  { accountId, partition }: { readonly accountId: string; readonly partition: string },
): PolicyValue {
  const { issuer, audience, subjects } = tokens[product];
  const subject: JsonValue = subjects.length === 1 ? (subjects[0] ?? '') : subjects;
  return {
    Version: policyVersion,
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:${partition}:iam::${accountId}:oidc-provider/${issuer}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${issuer}:aud`]: audience, [`${issuer}:sub`]: subject } },
      },
    ],
  };
}

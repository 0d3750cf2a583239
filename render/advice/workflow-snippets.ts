import type { CiProduct } from '../../core/advice/migration/ci-product.ts';
import { audienceOf } from '../../core/advice/migration/propose-trust.ts';
import { hclText } from './terraform.ts';

/** What a workflow is written for: a role, checked to be an ARN, and a region, or words to fill in. */
interface SnippetTarget {
  readonly roleArn: string;
  readonly region: string;
}

/** Names that people read. */
export const productNames: Readonly<Record<CiProduct, string>> = {
  github_actions: 'GitHub Actions',
  gitlab: 'GitLab CI',
  atlantis: 'Atlantis',
};

/** The variables that win over every role, wherever they are still set. */
export const staticVariables = 'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN';

/** A text as a YAML scalar: JSON's quoted strings are YAML's. */
const yamlText = (text: string): string => JSON.stringify(text);

const gitHub = ({ roleArn, region }: SnippetTarget): string => `permissions:
  id-token: write
  contents: read

jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
      - uses: aws-actions/configure-aws-credentials@v6
        with:
          role-to-assume: ${yamlText(roleArn)}
          aws-region: ${yamlText(region)}
          unset-current-credentials: true
      - run: aws sts get-caller-identity`;

const gitLab = ({ roleArn, region }: SnippetTarget): string => `deploy:
  id_tokens:
    AWS_ID_TOKEN:
      aud: ${yamlText(audienceOf('gitlab'))}
  variables:
    AWS_REGION: ${yamlText(region)}
    AWS_ROLE_ARN: ${yamlText(roleArn)}
    AWS_ROLE_SESSION_NAME: GitLabRunner-$CI_PROJECT_ID-$CI_PIPELINE_ID
  before_script:
    - unset ${staticVariables}
    - export AWS_WEB_IDENTITY_TOKEN_FILE="$(mktemp)"
    - printf '%s' "$AWS_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
  script:
    - aws sts get-caller-identity`;

const atlantis = ({
  roleArn,
  region,
}: SnippetTarget): string => `# In each Terraform project: its own role, taken from the role of the Atlantis host.
variable "atlantis_session" {
  type    = string
  default = "terraform"
}

provider "aws" {
  region = ${hclText(region)}

  assume_role {
    role_arn     = ${hclText(roleArn)}
    session_name = var.atlantis_session
  }
}

# In repos.yaml of the Atlantis server: sessions that name the pull request.
# workflows:
#   default:
#     plan:
#       steps:
#         - env:
#             name: TF_VAR_atlantis_session
#             command: 'echo "atlantis-$BASE_REPO_NAME-$PULL_NUM" | cut -c1-64'
#         - init
#         - plan
#     apply:
#       steps:
#         - env:
#             name: TF_VAR_atlantis_session
#             command: 'echo "atlantis-$BASE_REPO_NAME-$PULL_NUM" | cut -c1-64'
#         - apply`;

const snippets: Readonly<Record<CiProduct, (target: SnippetTarget) => string>> = {
  github_actions: gitHub,
  gitlab: gitLab,
  atlantis,
};

/**
 * What a product's workflow needs to take the role.
 * **source**: configure-aws-credentials README; GitLab docs, OpenID Connect in AWS; Atlantis docs, provider credentials and
 * custom workflows (read 2026-11)
 */
export const renderSnippet = (product: CiProduct, target: SnippetTarget): string => snippets[product](target);

import { anyOf, daysOf, type Question, type QuestionParameter, rowsMax, wanted } from './question.ts';

const month = daysOf(27);
const quarter = daysOf(89);
const twoYears = daysOf(729);

const account = anyOf('account_like', 'Accounts, by id.', '333344445555');
const anyRole = anyOf('role_like', 'ARN of the role.', '*:role/ci/*');
const anyRepository = anyOf('repository_like', 'Repository or workspace.', 'acme/*');
const oneRepository = wanted('repository_like', 'Repository or workspace.', 'acme/shop');
const pullRequest = anyOf('pull_request_like', 'Repository and number.', 'acme/infra#*');
const anyKey = anyOf('key_like', 'Id of the access key.', 'AKIA*');
const number = (
  name: string,
  value: number,
  rest: { readonly meaning: string; readonly min: number; readonly max: number },
): QuestionParameter => ({ kind: 'number', name, value, ...rest });
const policyDays = number('policy_days', 730, {
  meaning: 'Days before the last one in which trust policies are looked for.',
  min: 1,
  max: 3650,
});

/** Every saved question, in the order in which people read them. */
export const questionCatalogue: readonly Question[] = [
  { theme: 'ci', name: 'deployments', parameters: [...daysOf(1), account, anyRole, rowsMax] },
  { theme: 'ci', name: 'repository_activity', parameters: [...month, oneRepository, rowsMax] },
  { theme: 'ci', name: 'writes_by_repository', parameters: [...month, anyRepository, rowsMax] },
  {
    theme: 'ci',
    name: 'run_activity',
    parameters: [...quarter, wanted('run_like', 'Id of the run, as the CI product counts.', '18555000111'), rowsMax],
  },
  { theme: 'ci', name: 'pull_request_changes', parameters: [...month, pullRequest, rowsMax] },
  { theme: 'ci', name: 'atlantis_pull_requests', parameters: [...month, pullRequest, rowsMax] },
  { theme: 'ci', name: 'repository_footprint', parameters: [...month, anyRepository, rowsMax] },
  { theme: 'ci', name: 'subjects_by_repository', parameters: [...month, rowsMax] },
  {
    theme: 'ci',
    name: 'environments',
    parameters: [...month, anyOf('environment_like', 'Environment, as the subject names it.', 'prod*'), rowsMax],
  },
  {
    theme: 'ci',
    name: 'new_repositories',
    parameters: [
      ...daysOf(29),
      number('baseline_days', 180, {
        meaning: 'Days before the first one in which a repository must not have been seen.',
        min: 1,
        max: 3650,
      }),
      rowsMax,
    ],
  },
  { theme: 'ci', name: 'denied_calls', parameters: [...month, anyRepository, rowsMax] },

  { theme: 'keys', name: 'keys_in_use', parameters: [...quarter, rowsMax] },
  { theme: 'keys', name: 'key_needs', parameters: [...quarter, anyKey, rowsMax] },
  { theme: 'keys', name: 'keys_touching_iam', parameters: [...quarter, rowsMax] },
  {
    theme: 'keys',
    name: 'writes_by_key_owner',
    parameters: [...month, anyOf('owner_like', 'Owner, as the policy names it.', 'platform'), rowsMax],
  },
  {
    theme: 'keys',
    name: 'key_hours',
    parameters: [...daysOf(6), wanted('key_like', 'Id of the access key.', 'AKIA*'), rowsMax],
  },
  { theme: 'keys', name: 'keys_created', parameters: [...quarter, rowsMax] },

  {
    theme: 'roles',
    name: 'role_access',
    parameters: [...quarter, wanted('role_like', 'ARN of the role.', '*:role/ci/shop-deploy'), rowsMax],
  },
  { theme: 'roles', name: 'dual_use_roles', parameters: [...quarter, rowsMax] },
  {
    theme: 'roles',
    name: 'long_sessions',
    parameters: [
      ...month,
      number('session_seconds_max', 3600, { meaning: 'Seconds that are fine.', min: 0, max: 129_600 }),
      rowsMax,
    ],
  },
  { theme: 'roles', name: 'refused_exchanges', parameters: [...month, anyRole, rowsMax] },
  {
    theme: 'roles',
    name: 'role_chains',
    parameters: [
      ...month,
      number('hops_min', 2, { meaning: 'Sessions between the origin and the one obtained.', min: 1, max: 100 }),
      rowsMax,
    ],
  },
  { theme: 'roles', name: 'cross_account_roles', parameters: [...month, rowsMax] },
  { theme: 'roles', name: 'wildcard_role_users', parameters: [...month, policyDays, rowsMax] },
  {
    theme: 'roles',
    name: 'trust_policies',
    parameters: [...twoYears, anyOf('role_like', 'Name of the role.', '*-deploy'), rowsMax],
  },
  {
    theme: 'roles',
    name: 'trust_history',
    parameters: [...twoYears, wanted('role_like', 'Name of the role.', 'tools-publish'), rowsMax],
  },

  { theme: 'people', name: 'changes_by_origin', parameters: [...month, rowsMax] },
  {
    theme: 'people',
    name: 'console_changes',
    parameters: [
      ...month,
      number('ci_writes_min', 20, {
        meaning: 'Changes by CI from which on an account counts as managed by it.',
        min: 1,
        max: 1_000_000_000,
      }),
      rowsMax,
    ],
  },
  { theme: 'people', name: 'root_calls', parameters: [...quarter, rowsMax] },
  { theme: 'people', name: 'secret_reads', parameters: [...daysOf(6), account, rowsMax] },
  {
    theme: 'people',
    name: 'address_activity',
    parameters: [...month, wanted('address_like', 'Address, or the service that called.', '192.0.2.10'), rowsMax],
  },
  {
    theme: 'people',
    name: 'bucket_access',
    parameters: [...daysOf(6), anyOf('bucket_like', 'Name of the bucket.', 'acme-*'), rowsMax],
  },

  { theme: 'coverage', name: 'unattributed_calls', parameters: [...month, rowsMax] },
  { theme: 'coverage', name: 'delivery_coverage', parameters: [...daysOf(6), rowsMax] },
  { theme: 'coverage', name: 'exemptions', parameters: [rowsMax] },
];

const byName = new Map(questionCatalogue.map((question) => [question.name, question]));

/** The question of that name. **errors**: never throws; `undefined` for a name that is not in the catalogue. */
export const findQuestion = (name: string): Question | undefined => byName.get(name);

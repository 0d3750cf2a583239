import fc from 'fast-check';
import type { IssuerFamily } from '../../../core/origin/issuer-families.ts';
import type { SubjectColumns } from '../../../core/origin/subject-columns.ts';

type Columns = Partial<SubjectColumns>;

/** How a family writes what its subjects say: columns that can be said, and the subject that says them. */
export interface Renderer {
  readonly columns: fc.Arbitrary<Columns>;
  render(columns: Columns): string;
}

/** A name as people give it, with everything but the separators of its family. */
const nameWithout = (separators: RegExp) =>
  fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !separators.test(text) && text.trim() !== '');
const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,12}$/);
const name = nameWithout(/[:/@%]/);
const number = fc.nat({ max: 1_000_000_000 }).map(String);
const uuid = fc.uuid();
const braced = uuid.map((id) => `{${id}}`);

const ref = fc.oneof(
  nameWithout(/[:%]/).map((text) => ({ ci_ref_kind: 'branch', ci_ref: text })),
  word.map((text) => ({ ci_ref_kind: 'tag', ci_ref: text })),
  number.map((text) => ({ ci_ref_kind: 'pull_request', ci_ref: text })),
);
const fullRef = ({ ci_ref_kind, ci_ref }: Columns): string =>
  ci_ref_kind === 'branch'
    ? `refs/heads/${ci_ref}`
    : ci_ref_kind === 'tag'
      ? `refs/tags/${ci_ref}`
      : `refs/pull/${ci_ref}/merge`;

/** `key:value` for each pair that has a value. */
const list = (pairs: readonly (readonly [string, string | null | undefined])[]): string =>
  pairs.flatMap(([key, value]) => (value === null || value === undefined ? [] : [`${key}:${value}`])).join(':');
const lastPart = (text: string | null | undefined): string | undefined => text?.slice(text.indexOf('/') + 1);

/** Organization, and a repository below it. */
const owned = fc.record({ organization: name, unit: name }).map(({ organization, unit }) => ({
  ci_organization: organization,
  ci_repository: `${organization}/${unit}`,
}));
const both = <T extends Columns, U extends Columns>(one: fc.Arbitrary<T>, other: fc.Arbitrary<U>) =>
  fc.tuple(one, other).map(([a, b]): Columns => ({ ...a, ...b }));

const gitHubColumns = both(
  fc
    .record({ organization: word, repository: word, id: fc.option(number) })
    .map(({ organization, repository, id }) => ({
      ci_organization: organization,
      ci_repository: `${organization}/${repository}`,
      ci_repository_id: id,
    })),
  fc.oneof(ref, fc.constant({ ci_trigger: 'pull_request', ci_ref_kind: 'pull_request' }), name.map(environment)),
);
function environment(text: string): Columns {
  return { ci_environment: text };
}
const gitHub: Renderer = {
  columns: gitHubColumns,
  render(columns) {
    const [organization, repository] = (columns.ci_repository ?? '').split('/');
    const id = columns.ci_repository_id ?? null;
    const repo = id === null ? `${organization}/${repository}` : `${organization}@7/${repository}@${id}`;
    if (columns.ci_trigger === 'pull_request') return `repo:${repo}:pull_request`;
    const where = typeof columns.ci_ref === 'string' ? fullRef(columns) : null;
    return list([
      ['repo', repo],
      ['environment', columns.ci_environment],
      ['ref', where],
    ]);
  },
};

/** Every family whose subjects say something of a job. */
export const renderers: Partial<Record<IssuerFamily, Renderer>> = {
  github_actions: gitHub,
  forgejo: gitHub,
  gitlab: {
    columns: fc
      .record({
        group: word,
        path: fc.array(word, { minLength: 1, maxLength: 4 }),
        kind: fc.constantFrom('branch', 'tag'),
        ref: nameWithout(/[:%]/),
      })
      .map(({ group, path, kind, ref: where }) => ({
        ci_organization: group,
        ci_repository: [group, ...path].join('/'),
        ci_ref_kind: kind,
        ci_ref: where,
      })),
    render: ({ ci_repository, ci_ref_kind, ci_ref }) =>
      list([
        ['project_path', ci_repository],
        ['ref_type', ci_ref_kind],
        ['ref', ci_ref],
      ]),
  },
  bitbucket: {
    columns: fc.record({ ci_repository_id: braced, ci_environment: fc.option<string>(braced) }),
    render: ({ ci_repository_id, ci_environment }) =>
      [ci_repository_id, ...(ci_environment ? [ci_environment] : []), '{33333333-2222-4333-8444-555566667777}'].join(
        ':',
      ),
  },
  circleci: {
    columns: both(
      fc.record({ owner: word, repository: word, ci_repository_id: uuid }).map(({ owner, repository, ...rest }) => ({
        ...rest,
        ci_organization: owner,
        ci_repository: `${owner}/${repository}`,
      })),
      ref,
    ),
    render: (columns) =>
      `org/2f1c/project/${columns.ci_repository_id}/user/7766/vcs-origin/github.com/${columns.ci_repository}/vcs-ref/${fullRef(columns)}`,
  },
  buildkite: {
    columns: both(both(owned, fc.record({ ci_workflow: fc.option(name) })), ref),
    render: (columns) =>
      list([
        ['organization', columns.ci_organization],
        ['pipeline', lastPart(columns.ci_repository)],
        ['ref', fullRef(columns)],
        ['commit', '9f31'],
        ['step', columns.ci_workflow ?? ''],
      ]),
  },
  hcp_terraform: {
    columns: both(owned, fc.record({ ci_workflow: fc.option(name), ci_phase: fc.constantFrom('plan', 'apply') })),
    render: (columns) =>
      list([
        ['organization', columns.ci_organization],
        ['project', columns.ci_workflow],
        ['workspace', lastPart(columns.ci_repository)],
        ['run_phase', columns.ci_phase],
      ]),
  },
  spacelift: {
    columns: fc.record({
      ci_organization: name,
      ci_repository: name,
      ci_trigger: fc.constantFrom('TRACKED', 'PROPOSED', 'TASK'),
      ci_phase: fc.constantFrom('read', 'write'),
    }),
    render: (columns) =>
      list([
        ['space', columns.ci_organization],
        ['stack', columns.ci_repository],
        ['run_type', columns.ci_trigger],
        ['scope', columns.ci_phase],
      ]),
  },
  scalr: {
    columns: both(owned, fc.record({ ci_environment: name })),
    render: (columns) =>
      list([
        ['account', columns.ci_organization],
        ['environment', columns.ci_environment],
        ['workspace', lastPart(columns.ci_repository)],
      ]),
  },
  azure_devops: {
    columns: both(owned, fc.record({ ci_workflow: name })),
    render: ({ ci_repository, ci_workflow }) => `sc://${ci_repository}/${ci_workflow}`,
  },
  jenkins: {
    columns: fc
      .record({ ci_organization: word, folders: fc.array(nameWithout(/[/?#]/), { minLength: 1, maxLength: 3 }) })
      .map(({ ci_organization, folders }) => ({ ci_organization, ci_workflow: folders.join('/') })),
    render: ({ ci_organization, ci_workflow }) =>
      `https://${ci_organization}/job/${ci_workflow?.split('/').join('/job/')}/`,
  },
  semaphore: {
    columns: both(both(owned, fc.record({ ci_repository_id: uuid })), ref),
    render: (columns) =>
      list([
        ['org', columns.ci_organization],
        ['project', columns.ci_repository_id],
        ['repo', lastPart(columns.ci_repository)],
        ['ref_type', columns.ci_ref_kind?.replace('_', '-')],
        ['ref', fullRef(columns)],
      ]),
  },
  harness: {
    columns: owned,
    render: ({ ci_repository, ci_organization }) =>
      `account/Ab12:org/${ci_organization}:project/${lastPart(ci_repository)}`,
  },
  vercel: {
    columns: both(owned, fc.record({ ci_environment: fc.constantFrom('production', 'preview', 'development') })),
    render: (columns) =>
      list([
        ['owner', columns.ci_organization],
        ['project', lastPart(columns.ci_repository)],
        ['environment', columns.ci_environment],
      ]),
  },
  codefresh: {
    columns: fc
      .record({
        ci_organization: word,
        ci_workflow: word,
        repository: fc.tuple(word, word),
        ci_ref: nameWithout(/[:%]/),
      })
      .map(({ repository, ...rest }) => ({ ...rest, ci_repository: repository.join('/'), ci_ref_kind: 'branch' })),
    render: (columns) =>
      list([
        ['account', columns.ci_organization],
        ['pipeline', columns.ci_workflow],
        ['initiator', 'jdoe'],
        ['scm_repo_url', `https://github.com/${columns.ci_repository}`],
        ['scm_user_name', 'jdoe'],
        ['scm_ref', columns.ci_ref],
      ]),
  },
  depot: {
    columns: both(
      fc.tuple(word, word).map(([owner, repository]) => ({
        ci_organization: owner,
        ci_repository: `${owner}/${repository}`,
      })),
      word.map((text) => ({ ci_ref_kind: 'branch', ci_ref: text })),
    ),
    render: (columns) =>
      `spiffe://identity.depot.dev/org/o1/ci/github/${columns.ci_repository}/ref/${fullRef(columns)}/sandbox/a1`,
  },
  namespace: {
    columns: fc.record({ ci_organization: name }),
    render: ({ ci_organization }) => `${ci_organization}/job/1`,
  },
  kubernetes: {
    columns: fc.tuple(word, word).map(([namespace, account]) => ({
      ci_organization: namespace,
      ci_workflow: `${namespace}/${account}`,
    })),
    render: ({ ci_workflow }) => `system:serviceaccount:${ci_workflow?.replace('/', ':')}`,
  },
};

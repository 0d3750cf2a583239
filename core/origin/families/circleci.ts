import { opaque, refColumns, type SubjectGrammar } from '../subject-columns.ts';

/** CircleCI: `org/O/project/P/user/U`, version 2 with `/vcs-origin/…/vcs-ref/…` behind it. */
export const parseCircleCi: SubjectGrammar = (subject) => {
  const [, organization, project, , origin, ref] =
    /^org\/([^/]+)\/project\/([^/]+)\/user\/([^/]+)(?:\/vcs-origin\/([\s\S]+?)\/vcs-ref\/([\s\S]+))?$/.exec(subject) ??
    [];
  if (organization === undefined || project === undefined) return opaque;
  const stable = `org/${organization}/project/${project}`;
  if (origin === undefined || ref === undefined) {
    return { status: 'parsed', ci_organization: organization, ci_repository_id: project, stable_subject: stable };
  }
  const [, owner, name] = /^[^/]+\/(.+)\/([^/]+)$/.exec(origin) ?? [];
  return {
    status: 'parsed',
    ci_organization: owner ?? organization,
    ci_repository: owner === undefined ? origin : `${owner}/${name}`,
    ci_repository_id: project,
    ...refColumns(ref),
    stable_subject: `${stable}/vcs-origin/${origin}/vcs-ref/${ref}`,
  };
};

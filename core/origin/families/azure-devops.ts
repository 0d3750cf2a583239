import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Azure DevOps: a service connection `sc://ORG/PROJECT/NAME` or a pipeline `p://ORG/PROJECT/NAME`. */
export const parseAzureDevOps: SubjectGrammar = (subject) => {
  const [, scheme, organization, project, name] = /^(sc|p):\/\/([^/]+)\/([^/]+)\/([\s\S]+)$/.exec(subject) ?? [];
  if (scheme === undefined || organization === undefined || project === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: organization,
    ci_repository: `${organization}/${project}`,
    ci_workflow: name ?? null,
  };
};

import { opaque, refColumns, type SubjectGrammar } from '../subject-columns.ts';

/** Depot: `spiffe://identity.depot.dev/org/O/ci/github/OWNER/REPO/ref/REF/sandbox/ID`. */
export const parseDepot: SubjectGrammar = (subject) => {
  const [, stable, owner, repository, ref] =
    /^(spiffe:\/\/identity\.depot\.dev\/org\/[^/]+\/ci\/github\/([^/]+)\/([^/]+)\/ref\/([\s\S]+?))(?:\/sandbox\/[^/]*)?$/.exec(
      subject,
    ) ?? [];
  if (owner === undefined || ref === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: owner,
    ci_repository: `${owner}/${repository}`,
    ...refColumns(ref),
    stable_subject: stable ?? null,
  };
};

import { splitOnKeys } from '../split-on-keys.ts';
import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Scalr: `account:A:environment:E:workspace:W`. */
export const parseScalr: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, ['account', 'environment', 'workspace']);
  const account = claims?.get('account');
  const workspace = claims?.get('workspace');
  if (claims === null || account === undefined || workspace === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: account,
    ci_repository: `${account}/${workspace}`,
    ci_environment: claims.get('environment') ?? null,
  };
};

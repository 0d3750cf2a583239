import { splitOnKeys } from '../split-on-keys.ts';
import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Spacelift: `space:S:stack|module:ID:run_type:T:scope:read|write`; templates can say anything else. */
export const parseSpacelift: SubjectGrammar = (subject) => {
  const claims = splitOnKeys(subject, ['space', 'stack', 'module', 'run_type', 'scope']);
  const space = claims?.get('space');
  const unit = claims?.get('stack') ?? claims?.get('module');
  if (claims === null || space === undefined || unit === undefined) return opaque;
  return {
    status: 'parsed',
    ci_organization: space,
    ci_repository: unit,
    ci_trigger: claims.get('run_type') ?? null,
    ci_phase: claims.get('scope') ?? null,
  };
};

import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Jenkins: the job's URL by default, folders as `/job/A/job/B/`. */
export const parseJenkins: SubjectGrammar = (subject) => {
  const [, host, path] = /^https?:\/\/([^/]+)\/(?:[^?#]*?\/)??(job\/[^?#]+?)\/?$/.exec(subject) ?? [];
  if (host === undefined || path === undefined) return opaque;
  const names = path.split('/').filter((_part, index) => index % 2 === 1);
  return { status: 'parsed', ci_organization: host, ci_workflow: names.join('/') };
};

import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/** Kubernetes, EKS included: `system:serviceaccount:NAMESPACE:NAME`. Of a shared runner it names the host, not the job. */
export const parseKubernetes: SubjectGrammar = (subject) => {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(subject) ?? [];
  if (namespace === undefined || name === undefined) return opaque;
  return { status: 'parsed', ci_organization: namespace, ci_workflow: `${namespace}/${name}` };
};

import { opaque, type SubjectGrammar } from '../subject-columns.ts';

/**
 * Subjects that are one id or one name and say nothing of a job: Google accounts, Cognito identities, AWS principals, an
 * env0 organization (its projects are in the session tags), and RWX, whose form is not documented.
 */
export const parseIdentityOnly: SubjectGrammar = () => opaque;

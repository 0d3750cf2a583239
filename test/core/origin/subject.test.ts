import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issuerFamilyNames } from '../../../core/origin/issuer-families.ts';
import { parseSubject } from '../../../core/origin/subject.ts';
import { renderers } from './subject-renderers.ts';

interface Example {
  readonly issuer: string;
  readonly subject: string;
  readonly families?: Readonly<Record<string, string>>;
  readonly expected: Readonly<Record<string, string | null>>;
}

const folder = 'test/fixtures/subjects';
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Example[]);
const parse = ({ issuer, subject, families = {} }: Omit<Example, 'expected'>) =>
  parseSubject({ issuer, subject, audience: null, families: new Map(Object.entries(families)) });

describe('parseSubject()', () => {
  it('has a corpus worth the name, with nothing in it twice', () => {
    const ids = examples.map(({ issuer, subject, families }) => JSON.stringify([issuer, subject, families]));
    expect(new Set(ids).size).toBe(examples.length);
    expect(examples.length).toBeGreaterThanOrEqual(120);
  });

  it.each(examples)('$issuer $subject', (example) => {
    expect(parse(example)).toMatchObject(example.expected);
  });

  it('keeps the raw subject where nothing in it changes from run to run', () => {
    for (const example of examples) {
      if ('stable_subject' in example.expected) continue;
      const { stable_subject } = parse(example);
      expect(stable_subject !== null && stable_subject !== '').toBe(true);
    }
  });

  it('gives both forms of a GitHub repository the same repository', () => {
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/);
    fc.assert(
      fc.property(name, name, fc.nat(), fc.nat(), (organization, repository, organizationId, repositoryId) => {
        const issuer = 'token.actions.githubusercontent.com';
        const classic = parse({ issuer, subject: `repo:${organization}/${repository}:ref:refs/heads/main` });
        const immutable = parse({
          issuer,
          subject: `repo:${organization}@${organizationId}/${repository}@${repositoryId}:ref:refs/heads/main`,
        });
        expect(immutable.ci_repository).toBe(`${organization}/${repository}`);
        expect(classic.ci_repository).toBe(immutable.ci_repository);
      }),
    );
  });

  it.each(issuerFamilyNames)('never throws and always has a status: %s', (family) => {
    const pieces = fc.constantFrom(
      'repo:',
      'ref:',
      'organization:',
      'pipeline:',
      'project_path:',
      'org/',
      '/vcs-origin/',
      'scm_repo_url:',
      ':',
      '/',
      '@',
      '%3A',
      'account:',
      'space:',
      'system:serviceaccount:',
      '{',
      '\u202e',
      '\n',
    );
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 12 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), text), (subject) => {
        const columns = parse({ issuer: 'issuer.example.com', subject, families: { 'issuer.example.com': family } });
        expect(columns.ci_platform).toBe(family);
        expect(['parsed', 'partial', 'opaque']).toContain(columns.ci_parse_status);
      }),
      { numRuns: 200 },
    );
  });

  const identitiesOnly = ['env0', 'rwx', 'google', 'cognito', 'aws_outbound'];
  it('has a renderer for every family whose subjects say something of a job', () => {
    expect([...Object.keys(renderers), ...identitiesOnly].toSorted()).toEqual([...issuerFamilyNames].toSorted());
  });

  it.each(identitiesOnly)('reads an identity as itself, and nothing of a job: %s', (family) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (subject) => {
        const read = parse({ issuer: 'issuer.example.com', subject, families: { 'issuer.example.com': family } });
        expect(read).toMatchObject({ ci_parse_status: 'opaque', stable_subject: subject, ci_repository: null });
        const stable = read.stable_subject ?? '';
        expect(
          parse({ issuer: 'issuer.example.com', subject: stable, families: { 'issuer.example.com': family } }),
        ).toEqual(read);
      }),
    );
  });

  it.each(Object.entries(renderers))('reads what it would write, and writes what it read: %s', (family, renderer) => {
    const families = { 'issuer.example.com': family };
    fc.assert(
      fc.property(renderer.columns, (columns) => {
        const read = parse({ issuer: 'issuer.example.com', subject: renderer.render(columns), families });
        expect(read).toMatchObject(columns);
        const again = parse({ issuer: 'issuer.example.com', subject: renderer.render(read), families });
        expect(again).toEqual(read);
      }),
      { numRuns: 300 },
    );
  });

  it.each(issuerFamilyNames)('comes to an end on 100 KB of anything: %s', (family) => {
    for (const part of ['repo:', 'a:', 'ref:ref:', 'org/a/', '{', 'space:x:', '/vcs-ref/', 'job/']) {
      parse({
        issuer: 'issuer.example.com',
        subject: part.repeat(100_000 / part.length),
        families: { 'issuer.example.com': family },
      });
    }
  });

  it('goes by the issuer alone, whatever the subject looks like', () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), (example) => {
        const columns = parse({ issuer: 'nobody.example.org', subject: example.subject });
        expect(columns).toMatchObject({ ci_platform: null, ci_repository: null, ci_parse_status: 'unknown_issuer' });
      }),
    );
  });

  it('says nothing where there is no subject', () => {
    expect(parseSubject({ issuer: 'gitlab.com', subject: null, audience: null, families: new Map() })).toMatchObject({
      ci_platform: 'gitlab',
      ci_parse_status: 'opaque',
      stable_subject: null,
    });
    expect(parseSubject({ issuer: null, subject: 'x', audience: null, families: new Map() })).toMatchObject({
      ci_parse_status: 'unknown_issuer',
    });
  });
});

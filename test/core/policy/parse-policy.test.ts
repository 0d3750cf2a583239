import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../core/policy/parse-policy.ts';
import { processorMillis } from '../../processor-time.ts';

const today = new Date('2026-11-23T12:00:00Z');
const parse = (text: string) => parsePolicy(text, { fileName: 'subtrail.yaml', today });

/** Problems as `line:column severity: message`. */
const told = (text: string): string[] =>
  parse(text).problems.map(({ line, column, severity, message }) => `${line}:${column} ${severity}: ${message}`);

const example = readFileSync('subtrail.example.yaml', 'utf8');

describe('parsePolicy()', () => {
  test('takes the example without a word', () => {
    const { policy, problems } = parse(example);
    expect(problems).toEqual([]);
    expect(Object.keys(policy ?? {})).toEqual([
      'version',
      'issuers',
      'expected',
      'principals',
      'exemptions',
      'detections',
      'notify',
      'report',
    ]);
    for (const section of Object.values(policy ?? {})) expect(section).not.toEqual([]);
  });

  test('takes the shortest file there is', () => {
    expect(parse('version: 1')).toMatchObject({ policy: { version: 1, expected: [], exemptions: [] }, problems: [] });
  });

  test('tells every problem at once, in order, with line and column', () => {
    expect(
      told(`version: 2
expectd: []
expected:
  - rolle: deploy
    repository: acme/shop
  - role: deploy
    subjects: []
    until: 2026-02-30
principals:
  - principal: 42
    use: bot
exemptions:
  - rule: long_lived_key_activty
    match: { account: 123456789012 }
    owner: payments
    until: 2026-12-31
    reason: ''
`),
    ).toEqual([
      '1:10 error: Correct version: found the number 2, wanted 1',
      '2:1 error: Remove or correct "expectd" in the file: there is no such key, did you mean "expected"?',
      '4:5 error: Add "role" to expected[0]: it is required',
      '4:5 error: Remove or correct "rolle" in expected[0]: there is no such key, did you mean "role"?',
      '7:15 error: Correct expected[1].subjects: found an empty list, wanted at least one entry',
      '8:12 error: Correct expected[1].until: found "2026-02-30", wanted a day that exists, such as 2026-12-31',
      '10:16 error: Correct principals[0].principal: found the number 42, wanted text: put it in quotes',
      '11:10 error: Correct principals[0].use: found "bot", wanted ci, human or service',
      '13:11 error: Correct exemptions[0].rule: found "long_lived_key_activty", wanted "long_lived_key_activity"',
      '14:23 error: Correct exemptions[0].match.account: found the number 123456789012, wanted text: put it in quotes',
      '17:13 error: Correct exemptions[0].reason: found "", wanted a text that is not empty',
    ]);
  });

  test.each([
    ['', 'Fill "subtrail.yaml": it says nothing, wanted at least "version: 1"'],
    ['# only a comment', 'Fill "subtrail.yaml": it says nothing, wanted at least "version: 1"'],
    ['- a list', 'Correct the file: found a list, wanted keys and values'],
    ['just text', 'Correct the file: found "just text", wanted keys and values'],
    ['version: 1\nexpected:', 'Correct expected: found nothing, wanted a list, with a "-" before each entry'],
    [
      'version: 1\nnotify: { renotify_after_days: 1.5 }',
      'Correct notify.renotify_after_days: found the number 1.5, wanted a whole number',
    ],
    [
      'version: 1\nnotify: { renotify_after_days: 0 }',
      'Correct notify.renotify_after_days: found the number 0, wanted at least 1',
    ],
    [
      'version: 1\nnotify: { renotify_after_days: 999 }',
      'Correct notify.renotify_after_days: found the number 999, wanted at most 365',
    ],
    [
      'version: 1\ndetections: { unexpected_subjects: {} }',
      'Remove or correct "unexpected_subjects" in detections: there is no such key, did you mean "unexpected_subject"?',
    ],
    [
      'version: 1\ndetections: { unexpected_subject: { stagged: true } }',
      'Remove or correct "stagged" in detections.unexpected_subject: there is no such key, did you mean "staged"?',
    ],
    [
      'version: 1\ndetections: { unexpected_subject: { staged: yes } }',
      'Correct detections.unexpected_subject.staged: found "yes", wanted true or false',
    ],
    [
      'version: 1\nissuers: [{ issuer: "https://*.example.com", family: gitlab }]',
      'Correct issuers[0].issuer: found "https://*.example.com", wanted a name without wildcards or spaces',
    ],
    [
      'version: 1\nissuers: [{ issuer: gitlab.example.com, family: gitlap }]',
      'Correct issuers[0].family: found "gitlap", wanted "gitlab"',
    ],
    [
      'version: 1\nexpected: [{ role: [deploy, 7], repository: acme/shop }]',
      'Correct expected[0].role[1]: found the number 7, wanted text: put it in quotes',
    ],
    [
      'version: 1\nexpected: [{ role: { name: deploy }, repository: acme/shop }]',
      'Correct expected[0].role: found keys and values, wanted a text or a list of texts',
    ],
    [
      'version: 1\nexpected: [{ role: deploy, repository: acme/shop, ref_kind: brunch }]',
      'Correct expected[0].ref_kind: found "brunch", wanted "branch"',
    ],
  ])('says of %j: %s', (text, message) => {
    const { policy, problems } = parse(text);
    expect(problems.map((problem) => problem.message)).toEqual([message]);
    expect(policy).toBeNull();
  });

  test('takes a misspelt key for a key of its own section', () => {
    expect(told('version: 1\nreport:\n  owner: me')).toEqual([
      '3:3 error: Remove or correct "owner" in report: there is no such key, known are weeks, title, ready_after_days and channel',
    ]);
  });
});

describe('parsePolicy() reading YAML', () => {
  test('tells a key that stands twice', () => {
    expect(told('version: 1\nreport:\n  weeks: 3\n  weeks: 4\nversion: 1')).toEqual([
      '4:3 error: Remove one of the two "weeks" in report: a key stands only once',
      '5:1 error: Remove one of the two "version" in the file: a key stands only once',
    ]);
  });

  test('tells a slip in the syntax, and what is wrong before it', () => {
    const problems = told('version: 1\nreprot: {}\nexpected:\n  - role: [deploy\n    subjects: a\nprincipals: 3\n');
    expect(problems[0]).toBe(
      '2:1 error: Remove or correct "reprot" in the file: there is no such key, did you mean "report"?',
    );
    expect(problems.length).toBeGreaterThan(1);
    for (const problem of problems.slice(1)) expect(problem).toMatch(/^\d+:\d+ error: Read the file as YAML: /);
  });

  test('tells every slip in the syntax', () => {
    expect(
      told('version: 1\n\treport: {}\nnotify: "\\q"\n').filter((text) => text.includes('YAML')).length,
    ).toBeGreaterThan(1);
  });

  test.each([
    ['two documents', 'version: 1\n---\nversion: 1\n'],
    ['a tag', 'version: !!int 1\nreport: !special {}\n'],
    ['a key that is no text', 'version: 1\n? [a]\n: b\n'],
    ['a merge key', 'version: 1\nreport: &r { weeks: 3 }\nnotify:\n  <<: *r\n'],
  ])('refuses %s', (_name, text) => {
    expect(parse(text).policy).toBeNull();
  });

  test('follows aliases, and places a problem where the alias stands', () => {
    const text = `version: 1
expected:
  - role: &roles [deploy, release]
    repository: acme/shop
  - role: *roles
    repository: &wrong 3
  - role: deploy
    repository: *wrong
`;
    expect(told(text)).toEqual([
      '6:24 error: Correct expected[1].repository: found the number 3, wanted text: put it in quotes',
      '8:17 error: Correct expected[2].repository: found the number 3, wanted text: put it in quotes',
    ]);
  });

  test.each([
    [
      'grow',
      `version: 1\nreport:\n  a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((name, index) => `  ${name}: &${name} [${`*${'abcdefgh'[index]},`.repeat(9)}]`).join('\n')}`,
    ],
    ['go round', 'version: 1\nreport: &loop\n  title: *loop\n'],
    ['nest without end', `version: ${'['.repeat(200_000)}`],
    ['nest deeply', `version: 1\nreport: ${'['.repeat(500)}${']'.repeat(500)}`],
    ['name nothing', 'version: 1\nreport: *nothing\n'],
    ['be a log in its place', `version: 1\n${'# line of a log\n'.repeat(100_000)}`],
    ['repeat keys without end', `version: 1\n${'report: {}\n'.repeat(50_000)}`],
  ])('refuses values that %s, in time', (_name, text) => {
    const startedAt = processorMillis();
    const { policy, problems } = parse(text);
    expect(policy).toBeNull();
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(201);
    expect(processorMillis() - startedAt).toBeLessThan(5_000);
  });

  test('takes hostile keys for keys', () => {
    expect(told('version: 1\n__proto__: { polluted: true }\nconstructor: 1')).toEqual([
      expect.stringContaining('2:1 error: Remove or correct "__proto__"'),
      expect.stringContaining('3:1 error: Remove or correct "constructor"'),
    ]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('takes a byte order mark and Windows line ends', () => {
    expect(told('\ufeffversion: 1\r\nreport:\r\n  weks: 3\r\n')).toEqual([
      '3:3 error: Remove or correct "weks" in report: there is no such key, did you mean "weeks"?',
    ]);
  });
});

describe('parsePolicy() of arbitrary text', () => {
  const judge = (text: string): void => {
    const lines = text.split(/\r\n|\r|\n/).length;
    const { policy, problems } = parse(text);
    expect(policy === null).toBe(problems.some((problem) => problem.severity === 'error'));
    for (const { line, column, message } of problems) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(lines + 1);
      expect(column).toBeGreaterThanOrEqual(1);
      expect(message).toMatch(/^[A-Z].*[^.]$/su);
    }
  };

  test('gives problems and nothing worse', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        'version: 1\n',
        'expected:\n',
        '  - role: ',
        '&a ',
        '*a',
        '!!str ',
        '{',
        '[',
        '"',
        "'",
        '|\n',
        '? ',
        ': ',
        '- ',
        '\t',
        '---\n',
        '%YAML 1.1\n',
        '__proto__: ',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => judge(pieces.join(''))),
      { numRuns: 600 },
    );
  });

  test('gives problems and nothing worse for the example with a piece changed', () => {
    fc.assert(
      fc.property(
        fc.nat(example.length),
        fc.nat(30),
        fc.oneof(fc.string(), fc.constantFrom(':', '\n', '- ', '[', '&x ', '')),
        (start, length, put) => judge(example.slice(0, start) + put + example.slice(start + length)),
      ),
      { numRuns: 300 },
    );
  });

  test('gives problems and nothing worse for any values under the right keys', () => {
    const key = fc.constantFrom(
      'version',
      'issuers',
      'expected',
      'principals',
      'exemptions',
      'detections',
      'notify',
      'report',
      'role',
      'subjects',
      'match',
      'until',
      'rule',
      'issuer',
      'unexpected_subject',
    );
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(1, null, true, 'deploy', '*', '2026-01-01', 'unexpected_subject', -0.5),
        fc.string(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    // JSON is YAML.
    fc.assert(
      fc.property(fc.dictionary(key, value), (file) => judge(JSON.stringify(file))),
      { numRuns: 300 },
    );
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hclText, hclValue, terraformName } from '../../../render/advice/terraform.ts';

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('$', '%', '{', '}', '"', '\\', '\n', 'a', 'é', '\u202e', '😀'), maxLength: 16 }),
  fc.string({ unit: 'binary' }),
);

/** What HCL makes of a quoted template without interpolations; throws where there is one, or an escape that it lacks. */
function readHcl(quoted: string): string {
  const body = quoted.slice(1, -1);
  let out = '';
  for (let at = 0; at < body.length; ) {
    const rest = body.slice(at);
    const doubled = /^(\$\$|%%)\{/.exec(rest);
    if (doubled !== null) {
      out += `${rest[0]}{`;
      at += 3;
      continue;
    }
    if (/^[$%]\{/.test(rest)) throw new Error(`An interpolation at ${at} of ${quoted}`);
    const sign = /^\\(?:([nrt"\\])|u([0-9a-f]{4})|U([0-9a-f]{8}))/.exec(rest);
    if (rest[0] === '\\' && sign === null) throw new Error(`A broken escape at ${at} of ${quoted}`);
    if (sign === null) {
      if (rest[0] === '"' || rest[0] === '\n') throw new Error(`The quotes end at ${at} of ${quoted}`);
      out += rest[0];
      at += 1;
      continue;
    }
    const [whole, short, four, eight] = sign;
    const plain: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };
    out += short === undefined ? String.fromCodePoint(Number.parseInt(four ?? eight ?? '', 16)) : (plain[short] ?? '');
    at += whole.length;
  }
  return out;
}

describe('hclText()', () => {
  it('means exactly the text, in plain characters on one line', () => {
    fc.assert(
      fc.property(text, (meant) => {
        const quoted = hclText(meant);
        expect(quoted).toMatch(/^"[ -~]*"$/);
        expect(readHcl(quoted)).toBe(meant.toWellFormed());
      }),
    );
  });

  it.each([
    [`\${file("x")}`, `"$\${file(\\"x\\")}"`],
    ['%{if true}', '"%%{if true}"'],
    [`$\${x}`, `"$\\u0024{x}"`],
    ['a\nb"c', '"a\\nb\\"c"'],
    ['100% $5', '"100% $5"'],
  ])('writes %j as %s', (meant, expected) => {
    expect(hclText(meant)).toBe(expected);
  });
});

describe('hclValue()', () => {
  it('writes objects, lists and scalars', () => {
    expect(hclValue({ A: ['x', 'y'], 'aws:b': { c: true, d: null, e: 1 }, F: [], G: {}, H: ['z'] })).toBe(
      [
        '{',
        '  A = [',
        '    "x",',
        '    "y",',
        '  ]',
        '  "aws:b" = {',
        '    c = true',
        '    d = null',
        '    e = 1',
        '  }',
        '  F = []',
        '  G = {}',
        '  H = ["z"]',
        '}',
      ].join('\n'),
    );
  });
});

describe('terraformName()', () => {
  it.each([
    ['shop-deploy', 'shop_deploy'],
    ['1st.role', 'role_1st_role'],
    ['"} evil {"', 'evil'],
    ['***', 'role_'],
  ])('makes %j %s', (name, expected) => {
    expect(terraformName(name)).toBe(expected);
  });
});

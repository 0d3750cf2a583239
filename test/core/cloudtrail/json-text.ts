import fc from 'fast-check';

const space = fc.constantFrom('', '', '', '', ' ', '\n', '\t', '\r\n ');
const numberText = fc.oneof(
  fc.integer().map(String),
  fc.constantFrom('0', '-0', '1.5', '-2.25', '1e3', '1E-2', '12345678901234567890', '0.1e+5'),
);

/** A text between quotes, in which any character may be written as an escape. */
export const quoted = (content: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(content, fc.boolean()).map(([text, isEscaped]) => {
    const plain = JSON.stringify(text);
    return isEscaped
      ? plain.replace(/[a-zA-Z]/, (letter) => (plain.includes('\\') ? letter : escapeLetter(letter)))
      : plain;
  });

/** A character as `\u` and four digits. */
export const escapeLetter = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

const anyString = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('sessionToken', 'SESSIONTOKEN', 'ARN', 'é', '\ud83d\ude00', '__proto__', 'constructor'),
  },
);

/** Any JSON value, with white space, escapes and names that come twice. */
export const jsonText = (): fc.Arbitrary<string> =>
  fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(quoted(anyString), numberText, fc.constantFrom('true', 'false', 'null')),
      list(tie('value')),
      objectText(fc.array(fc.tuple(quoted(anyString), tie('value')), { maxLength: 4 })),
    ),
  })).value;

const list = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(value, { maxLength: 4 }), space, space)
    .map(([values, a, b]) => `[${a}${values.join(`${a},${b}`)}${b}]`);

/** An object of members that are given as quoted name and value. */
export const objectText = (
  members: fc.Arbitrary<readonly (readonly [name: string, value: string])[]>,
): fc.Arbitrary<string> =>
  fc
    .tuple(members, space, space)
    .map(([found, a, b]) => `{${a}${found.map(([name, value]) => `${name}${b}:${a}${value}`).join(`${b},${a}`)}${b}}`);

/** A text in which something was taken out, put in or doubled. */
export const mutated = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      text,
      fc.nat(),
      fc.nat({ max: 6 }),
      fc.constantFrom('', '"', '\\', ',', ':', '{', '}', '[', ']', '0', '.', 'e', '\n', '\u0001', 'null'),
    )
    .map(([original, at, count, put]) => {
      const from = at % (original.length + 1);
      return original.slice(0, from) + put + original.slice(from + count);
    });

/** A value that a question takes, with the one that it has when nobody gives another. */
export type QuestionParameter =
  | {
      readonly kind: 'day';
      readonly name: string;
      readonly meaning: string;
      /** Days before the last day asked about, which is the newest in the lake unless somebody says otherwise. */
      readonly daysBack: number;
    }
  | {
      readonly kind: 'pattern';
      readonly name: string;
      readonly meaning: string;
      /** `*` and `?` as in IAM; null where the question makes no sense without one. */
      readonly pattern: string | null;
      readonly example: string;
    }
  | {
      readonly kind: 'number';
      readonly name: string;
      readonly meaning: string;
      readonly value: number;
      readonly min: number;
      readonly max: number;
    };

/** What the questions are about, in the order in which people read them. */
export const questionThemes = {
  ci: 'CI and its repositories',
  keys: 'Long-lived keys',
  roles: 'Roles and sessions',
  people: 'Changes, people and secrets',
  coverage: 'How far to trust the answers',
} as const;
export type QuestionTheme = keyof typeof questionThemes;

/**
 * What we know of a saved question beside its SQL.
 * **shape**: `name` is the stem of `sql/explore/<name>.sql`; `parameters` are in the order of its header.
 */
export interface Question {
  readonly name: string;
  readonly theme: QuestionTheme;
  readonly parameters: readonly QuestionParameter[];
}

/** The days that a question looks at, both included. */
export const daysOf = (daysBack: number): readonly QuestionParameter[] => [
  { kind: 'day', name: 'since_on', meaning: 'First day (UTC).', daysBack },
  { kind: 'day', name: 'until_on', meaning: 'Last day (UTC).', daysBack: 0 },
];

/** How many rows at the most. */
export const rowsMax: QuestionParameter = {
  kind: 'number',
  name: 'rows_max',
  meaning: 'Rows at the most.',
  value: 50,
  min: 1,
  max: 10_000,
};

/** A pattern that lets everything pass until somebody narrows it. */
export const anyOf = (name: string, meaning: string, example: string): QuestionParameter => ({
  kind: 'pattern',
  name,
  meaning,
  pattern: '*',
  example,
});

/** A pattern without which the question makes no sense. */
export const wanted = (name: string, meaning: string, example: string): QuestionParameter => ({
  kind: 'pattern',
  name,
  meaning,
  pattern: null,
  example,
});

import type { Offence } from '../offence.ts';
import type { SourceText } from '../source-text.ts';

/** What the catalogue says of a detection, as far as the files beside it must agree. */
export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
}

/** The least that shows when a detection fires and when it does not. */
const casesAlways = ['fires', 'quiet', 'near_miss', 'missing_fields', 'hostile_text'];
const runbookParts = [
  '## What it means',
  '## Why it matters',
  '## How to check',
  '## What to do',
  '## What it cannot see',
];
const cataloguePath = 'core/findings/catalogue.ts';

const folders = {
  sql: /^sql\/detections\/(?<id>[^/]+)\.sql$/,
  runbooks: /^docs\/detections\/(?<id>[^/]+)\.md$/,
  cases: /^test\/sql\/detections\/(?<id>[^/]+)\/(?<name>[^/]+)\/(?<file>[^/]+)$/,
};

/** Detections of which a part is missing, or parts that belong to no detection. One stem runs through everything. */
export function findIncompleteDetections(
  sources: readonly SourceText[],
  catalogue: readonly CatalogueEntry[],
): readonly Offence[] {
  const paths = new Set(sources.map(({ path }) => path));
  const ids = new Set(catalogue.map(({ id }) => id));
  const repeated = catalogue.filter(({ id }, index) => catalogue.findIndex((one) => one.id === id) !== index);
  const strays = sources.flatMap(({ path }) => {
    const id = Object.values(folders).flatMap((pattern) => pattern.exec(path)?.groups?.['id'] ?? [])[0];
    return id === undefined || ids.has(id)
      ? []
      : [{ path, mend: `Add "${id}" to ${cataloguePath}, or take this file away` }];
  });
  const missing = catalogue.flatMap(({ id }) =>
    [`sql/detections/${id}.sql`, `docs/detections/${id}.md`, ...casesAlways.map((name) => casePath(id, name))]
      .filter((path) => !paths.has(path))
      .map((path) => ({ path, mend: `Write it: "${id}" is in the catalogue` })),
  );
  return [
    ...repeated.map(({ id }) => ({ path: cataloguePath, mend: `"${id}" is there twice: take one away` })),
    ...strays,
    ...missing,
  ];
}

const casePath = (id: string, name: string): string => `test/sql/detections/${id}/${name}/expected.json`;

/** Runbooks that lack a part that their reader needs, or go by another title than the finding. */
export const findPoorRunbooks = (
  sources: readonly SourceText[],
  catalogue: readonly CatalogueEntry[],
): readonly Offence[] =>
  catalogue.flatMap(({ id, title }) => {
    const path = `docs/detections/${id}.md`;
    const text = sources.find((source) => source.path === path)?.text;
    if (text === undefined) return [];
    return [
      ...(text.startsWith(`# ${title}\n`) ? [] : [`Begin it with "# ${title}", the title in the catalogue`]),
      ...(text.includes(`\`${id}\``) ? [] : [`Name its id, \`${id}\`, so that a search finds it`]),
      ...runbookParts.filter((part) => !text.includes(`\n${part}\n`)).map((part) => `Add the part "${part}"`),
    ].map((mend) => ({ path, mend }));
  });

/** Markup, and what turns the direction of reading: a text that has both is meant to do harm. */
const isHostile = (text: string): boolean =>
  /<[\w!@/]/.test(text) && /[\u202a-\u202e\u2066-\u2069]|\\u20(2[a-e]|6[6-9])/i.test(text);

/**
 * Cases that cannot fail, or that do not do what their name says: `fires…` and `hostile_text` find something, `quiet…` nothing.
 */
export const findWeakCases = (sources: readonly SourceText[]): readonly Offence[] =>
  sources.flatMap(({ path, text }) => {
    const { id, name, file } = folders.cases.exec(path)?.groups ?? {};
    if (file !== 'expected.json' || name === undefined) return [];
    const inputs = sources.filter((one) => one.path.startsWith(`test/sql/detections/${id}/${name}/`));
    const count = (JSON.parse(text) as unknown[]).length;
    const problems = [
      /^(fires|hostile)/.test(name) && count === 0 ? 'Expect at least one finding, or call the case quiet' : null,
      name.startsWith('hostile') && !inputs.some((one) => !one.path.endsWith('/expected.json') && isHostile(one.text))
        ? 'Put markup and a right-to-left override into its rows'
        : null,
      name.startsWith('quiet') && count > 0 ? 'Expect no finding, or call the case fires' : null,
      inputs.some((one) => one.path.endsWith('/params.json')) ? null : 'Add params.json with the window of the case',
      inputs.some((one) => !/\/(params|expected)\.json$/.test(one.path) && one.text.trim() !== '[]')
        ? null
        : 'Add the rows that the case is about: without any, nothing can be found and the case cannot fail',
    ];
    return problems.filter((mend) => mend !== null).map((mend) => ({ path, mend }));
  });

import { type FoundRole, parseRoleArn } from '../core/advice/role.ts';
import { closestName } from '../core/policy/closest-name.ts';
import { SubtrailError } from '../core/subtrail-error.ts';
import { type AdviceSource, textOf, windowOf } from './advise-inputs.ts';

/** Roles read to tell one from another. */
const rolesMax = 50_000;
/** Suggestions that a message holds. */
const suggestionsMax = 5;

/**
 * The role that a user names by its ARN, or by its name, with or without its path, where only one has it.
 * **errors**: `wrong_use` with those that are meant perhaps: the name is unknown, or several roles have it.
 */
export async function findRole(source: AdviceSource, asked: string): Promise<FoundRole> {
  const rows = await source.engine.query(source.sql.get('advise/list_roles'), {
    ...windowOf(source),
    rows_max: rolesMax,
  });
  const known = rows.flatMap((row) => parseRoleArn(textOf(row, 'role_arn') ?? '') ?? []);
  const named = parseRoleArn(asked);
  if (named !== null) return withPath(named, known) ?? unknownRole(asked, known);
  const suffix = `/${asked.replace(/^\//, '')}`;
  const matches = dropPathless(known.filter(({ arn }) => arn.endsWith(suffix)));
  const [only, ...others] = matches;
  if (only === undefined) return unknownRole(asked, known);
  if (others.length === 0) return only;
  throw new SubtrailError(
    'wrong_use',
    `Advise on ${JSON.stringify(asked)}: several roles have that name, give the ARN of one:${list(matches)}`,
  );
}

/** The trail names a role that is only written about without its path: the one with a path is the same role. */
function withPath(named: FoundRole, known: readonly FoundRole[]): FoundRole | undefined {
  const same = known.filter(({ accountId, name }) => accountId === named.accountId && name === named.name);
  return same.find(({ arn }) => arn === named.arn && arn !== pathless(named)) ?? dropPathless(same)[0];
}

const pathless = ({ partition, accountId, name }: FoundRole): string =>
  `arn:${partition}:iam::${accountId}:role/${name}`;

const dropPathless = (roles: readonly FoundRole[]): FoundRole[] =>
  roles.filter(
    (role) =>
      role.arn !== pathless(role) ||
      !roles.some((other) => other.arn !== role.arn && other.accountId === role.accountId && other.name === role.name),
  );

function unknownRole(asked: string, known: readonly FoundRole[]): never {
  const bare = asked.slice(asked.lastIndexOf('/') + 1);
  const close = closestName(
    bare,
    known.map(({ name }) => name),
  );
  const fits = known.filter(
    ({ name }) => name === close || (bare.length >= 3 && name.toLowerCase().includes(bare.toLowerCase())),
  );
  const meant = fits.length === 0 ? '' : `; is one of these meant?${list(dropPathless(fits))}`;
  throw new SubtrailError(
    'wrong_use',
    `Advise on ${JSON.stringify(asked)}: the lake knows no such role in these days${meant}`,
  );
}

const list = (roles: readonly FoundRole[]): string =>
  [
    ...roles.slice(0, suggestionsMax).map(({ arn }) => `\n  ${arn}`),
    ...(roles.length > suggestionsMax ? [`\n  and ${roles.length - suggestionsMax} more`] : []),
  ].join('');

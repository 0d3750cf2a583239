const owner = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/;
const repository = /^[A-Za-z0-9._-]{1,100}$/;
const number = /^[1-9][0-9]{0,6}$/;
/** The first that occurs parts the name. Only the last one occurs in names of owners and repositories. */
const separators = [',', '+', '=', '-'];

/**
 * Reads a session name made of user, owner, repository and pull request number, as Atlantis set-ups write it.
 * **shape**: `owner/repository#number`, null for any other name: with hyphens between the parts, names that hold hyphens
 * themselves cannot be told apart. Whoever asks for the session chooses its name, so this is a hint and proves nothing.
 * **source**: Atlantis docs, provider credentials, session names (read 2026-11)
 */
export function parsePullRequestHint(sessionName: string): string | null {
  const separator = separators.find((sign) => sessionName.includes(sign));
  if (separator === undefined || sessionName.length > sessionNameLengthMax) return null;
  const parts = sessionName.split(separator);
  const [user = '', organisation = '', name = '', pull = ''] = parts;
  const isHint =
    parts.length === 4 && owner.test(user) && owner.test(organisation) && repository.test(name) && number.test(pull);
  return isHint ? `${organisation}/${name}#${pull}` : null;
}

/** As long as STS lets a session name be. */
const sessionNameLengthMax = 64;

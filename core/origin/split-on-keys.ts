/**
 * Reads `key:value:key:value…` where values may hold colons: a value ends where one of the known keys begins.
 * **shape**: null when the text does not begin with a known key. Each key counts once, so the last takes the rest.
 * Linear in the text for a fixed list of keys.
 */
export function splitOnKeys(text: string, keys: readonly string[]): Map<string, string> | null {
  const found = new Map<string, string>();
  let start = 0;
  let key: string | undefined;
  for (let at = 0; at < text.length; ) {
    const next = keys.find((name) => !found.has(name) && name !== key && text.startsWith(`${name}:`, at));
    if (next !== undefined) {
      if (key !== undefined) found.set(key, text.slice(start, at - 1));
      key = next;
      start = at + next.length + 1;
      at = start;
    } else if (key === undefined) return null;
    const colon = text.indexOf(':', at);
    at = colon < 0 ? text.length : colon + 1;
    if (colon >= 0 && colon + 1 === text.length) break;
  }
  if (key === undefined) return null;
  found.set(key, text.slice(start));
  return found;
}

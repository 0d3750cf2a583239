import { type ExchangeFieldName, exchangeFields } from './record-fields.ts';

/** What the request and the response say, by our names. A value of another type than AWS writes counts as not said. */
export class ExchangeWords {
  readonly odd = new Set<ExchangeFieldName>();
  readonly #sides: { readonly request: unknown; readonly response: unknown };

  /** `request` and `response` are parsed JSON. */
  constructor(sides: { readonly request: unknown; readonly response: unknown }) {
    this.#sides = sides;
  }

  text(name: ExchangeFieldName): string | null {
    const value = this.#find(name);
    if (typeof value !== 'string') this.#noteOdd(name, value);
    return typeof value === 'string' && value !== '' ? value : null;
  }

  /** Seconds that fit the column's 32 bits. Requests made by hand reach the log as text. */
  seconds(name: ExchangeFieldName): number | null {
    const value = this.#find(name);
    const seconds = typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : value;
    if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= 0x7fffffff)
      return seconds;
    this.#noteOdd(name, value);
    return null;
  }

  json(name: ExchangeFieldName): string | null {
    const value = this.#find(name);
    if (typeof value === 'object' && value !== null) return JSON.stringify(value);
    this.#noteOdd(name, value);
    return null;
  }

  /** A list of `{key, value}` as JSON text of one object. Null where there is none that holds only such. */
  tags(name: ExchangeFieldName): string | null {
    const value = this.#find(name);
    if (!Array.isArray(value)) {
      this.#noteOdd(name, value);
      return null;
    }
    const pairs = value.flatMap((tag: unknown) => readTag(tag));
    if (pairs.length < value.length) this.odd.add(name);
    return pairs.length === 0 ? null : JSON.stringify(Object.fromEntries(pairs));
  }

  #find(name: ExchangeFieldName): unknown {
    const [side, ...path] = exchangeFields[name];
    let value: unknown = this.#sides[side];
    for (const member of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, member)) return undefined;
      value = Reflect.get(value, member);
    }
    return value;
  }

  #noteOdd(name: ExchangeFieldName, value: unknown): void {
    if (value !== undefined && value !== null) this.odd.add(name);
  }
}

function readTag(tag: unknown): (readonly [string, string])[] {
  if (typeof tag !== 'object' || tag === null) return [];
  const key: unknown = Reflect.get(tag, 'key');
  const value: unknown = Reflect.get(tag, 'value');
  return typeof key === 'string' && typeof value === 'string' ? [[key, value]] : [];
}

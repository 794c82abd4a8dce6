declare global {
  // ECMAScript 2026 (JSON.parse source text access), which TypeScript does not declare yet.
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
    parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  }
}

/** A number that a double could spoil: sixteen digits and more, with or without a point, or an exponent of three. */
const longNumber = /\d[\d.]{15}|\d[eE][+-]?\d{3}/;

function reviveExactly(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined || !longNumber.test(source)) return value;
  return String(value) === source ? value : JSON.rawJSON(source);
}

/**
 * JSON text as a value whose numbers lose no digit: one that no double can hold (an id beyond 2^53) is a raw JSON value,
 * which `JSON.stringify` writes as it was read and `numberOf` rounds. Undefined when it is not JSON.
 */
export function parseExactJson(text: string): unknown {
  try {
    // The reviver makes parsing several times slower, and hardly any text has need of it.
    const value = longNumber.test(text) ? JSON.parse(text, reviveExactly) : JSON.parse(text);
    return JSON.isRawJSON(value) ? Number(text) : value;
  } catch {
    return undefined;
  }
}

/** A number, rounded where it was kept exactly; undefined for every other value. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return JSON.isRawJSON(value) ? Number(JSON.stringify(value)) : undefined;
}

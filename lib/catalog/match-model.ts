/** Which names a catalogue model goes by, in the clause language of genai-prices. */
export type MatchClause =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly or: readonly MatchClause[] }
  | { readonly and: readonly MatchClause[] };

/** Takes a name prepared by `matchableName`. */
export type ModelMatcher = (name: string) => boolean;

/** Longest model name that is looked at; no provider has longer ones. */
export const modelNameLengthMax = 200;

const textLengthMax = 200;
const depthMax = 8;
const clausesMax = 500;

/** The form in which names are compared, or undefined for one that is too long to be a model's. */
export function matchableName(name: string): string | undefined {
  return name.length > modelNameLengthMax ? undefined : name.trim().toLowerCase();
}

/**
 * Compiles a pattern that can be evaluated in time linear in the name. JavaScript's engine backtracks, so whatever makes
 * that expensive is refused: back references, repeated groups, and more than one unlimited repetition.
 */
function compileRegex(source: string): RegExp {
  const plain = source.replace(/\\[^1-9k]/g, '_').replace(/\[[^\]]*\]/g, '_');
  if (/\\[1-9k]/.test(plain)) throw new Error(`The pattern ${source} has a back reference`);
  if (/\)[*+?{]/.test(plain)) throw new Error(`The pattern ${source} repeats a group`);
  const unlimited = plain.match(/[*+]|\{\d*,\}/g) ?? [];
  if (unlimited.length > 1) throw new Error(`The pattern ${source} has more than one unlimited repetition`);
  return new RegExp(source);
}

function textOf(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > textLengthMax)
    throw new Error(`A clause takes a text of 1 to ${textLengthMax} characters`);
  return value;
}

/**
 * Compiles a clause to one function without interpretation; every comparison but `regex` ignores case. Throws for a
 * clause that is unknown, empty, too deep, too long or whose pattern is not safe to evaluate.
 */
export function compileMatch(clause: unknown): ModelMatcher {
  let clauses = 0;
  const compile = (part: unknown, depth: number): ModelMatcher => {
    clauses += 1;
    if (depth > depthMax || clauses > clausesMax) throw new Error(`A clause may have ${depthMax} levels and ${clausesMax} parts`);
    const [[kind, value] = [], ...others] = typeof part === 'object' && part !== null ? Object.entries(part) : [];
    if (kind === undefined || others.length > 0) throw new Error(`Not a clause: ${JSON.stringify(part)}`);
    if (kind === 'or' || kind === 'and') {
      if (!Array.isArray(value) || value.length === 0) throw new Error(`${kind} takes a list of clauses`);
      const parts = value.map((inner) => compile(inner, depth + 1));
      return kind === 'or' ? (name) => parts.some((matches) => matches(name)) : (name) => parts.every((matches) => matches(name));
    }
    return compileText(kind, textOf(value));
  };
  return compile(clause, 1);
}

function compileText(kind: string, text: string): ModelMatcher {
  const lower = text.toLowerCase();
  switch (kind) {
    case 'equals':
      return (name) => name === lower;
    case 'starts_with':
      return (name) => name.startsWith(lower);
    case 'ends_with':
      return (name) => name.endsWith(lower);
    case 'contains':
      return (name) => name.includes(lower);
    case 'regex': {
      const pattern = compileRegex(text);
      return (name) => pattern.test(name);
    }
    default:
      throw new Error(`Unknown clause: ${kind}`);
  }
}

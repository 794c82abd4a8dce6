/** A part of an expression's text; `at` counts UTF-16 code units from 0. */
export interface Token {
  readonly kind: 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

/** What is wrong with an expression, and where. */
export class ExpressionFault extends Error {
  override readonly name = 'ExpressionFault';
  /** From 0. */
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const number = /^\$?\d+(?:\.\d+)?(?:ms|s|k|M|%)?(?![\w.])/;
const word = /^[A-Za-z_][A-Za-z0-9_]*/;
const sign = /^(?:>=|<=|==|!=|&&|\|\||[><+\-*/()])/;

/** Splits the text of an expression; ends with a token of kind `end`. Throws ExpressionFault. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const space = /^\s+/.exec(rest)?.[0];
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const found = (
      [
        ['number', number],
        ['word', word],
        ['sign', sign],
      ] as const
    )
      .map(([kind, pattern]) => ({ kind, text: pattern.exec(rest)?.[0] }))
      .find((match) => match.text !== undefined);
    if (found?.text === undefined) {
      const what = rest.match(/^\S+/)?.[0] ?? '';
      throw new ExpressionFault(
        /^\$?\d/.test(rest)
          ? `${what} is not a number; write 5, 0.5, $20, 5%, 800ms, 2s, 10k or 1M`
          : `${what.charAt(0)} means nothing here`,
        at,
      );
    }
    tokens.push({ kind: found.kind, text: found.text, at });
    at += found.text.length;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, k: 1000, M: 1_000_000, '%': 1 };

/** The value of a number's token: seconds become milliseconds, `%`, `$` and `ms` only say what is meant. */
export function valueOfNumber(text: string): number {
  const unit = /(?:ms|s|k|M|%)$/.exec(text)?.[0] ?? '';
  return Number(text.replace('$', '').slice(0, unit === '' ? undefined : -unit.length)) * (factors[unit] ?? 1);
}

import { type Arithmetic, type Comparison, type Condition, namesIn } from './expression.ts';
import { isMetric, type MetricName, metrics } from './metrics.ts';
import { ExpressionFault, type Token, tokensOf, valueOfNumber } from './tokens.ts';

/** Parentheses within each other, at most. */
const depthMax = 20;
const comparisons: ReadonlySet<string> = new Set(['>', '>=', '<', '<=', '==', '!=']);
const isComparison = (text: string): text is Comparison => comparisons.has(text);
const isOperator = (text: string): text is '+' | '-' | '*' | '/' => ['+', '-', '*', '/'].includes(text);
const words: Readonly<Record<string, 'and' | 'or'>> = { and: 'and', '&&': 'and', or: 'or', '||': 'or' };
const names = Object.keys(metrics).join(', ');

/** A baseline whose metric is not said yet, with its place for the fault that comes of it. */
type Open =
  | Arithmetic
  | { readonly kind: 'usual'; readonly at: number }
  | { readonly kind: '+' | '-' | '*' | '/'; readonly left: Open; readonly right: Open };

class Reader {
  readonly #tokens: readonly Token[];
  #place = 0;
  #depth = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  get next(): Token {
    return this.#tokens[this.#place] ?? { kind: 'end', text: '', at: 0 };
  }

  take(): Token {
    const token = this.next;
    this.#place += 1;
    return token;
  }

  expect(text: string): void {
    const token = this.take();
    if (token.text !== text) throw new ExpressionFault(`${text} is missing here`, token.at);
  }

  /** Runs `read` one parenthesis deeper. */
  inside<Result>(read: () => Result): Result {
    const { at } = this.take();
    this.#depth += 1;
    if (this.#depth > depthMax) throw new ExpressionFault(`More than ${depthMax} parentheses within each other`, at);
    const result = read();
    this.expect(')');
    this.#depth -= 1;
    return result;
  }

  /** Where a parenthesis opens a condition and not a number: it holds a comparison before it closes. */
  get opensCondition(): boolean {
    let depth = 0;
    for (let place = this.#place; place < this.#tokens.length; place += 1) {
      const text = this.#tokens[place]?.text ?? '';
      if (text === '(') depth += 1;
      if (text === ')') depth -= 1;
      if (depth === 0) return false;
      if (isComparison(text)) return true;
    }
    return false;
  }
}

function readMetric(token: Token): MetricName {
  if (token.kind !== 'word' || !isMetric(token.text)) {
    throw new ExpressionFault(
      token.kind === 'end' ? 'A metric or a number is missing here' : `${token.text} is no metric; there are ${names}`,
      token.at,
    );
  }
  return token.text;
}

function readBaseline(reader: Reader): Open {
  const { at } = reader.take();
  if (reader.next.text !== '(') return { kind: 'usual', at };
  return reader.inside(() => {
    const token = reader.take();
    return { kind: 'baseline', metric: requireHistory(readMetric(token), token.at) };
  });
}

function requireHistory(metric: MetricName, at: number): MetricName {
  if (metrics[metric].of === 'usage') return metric;
  throw new ExpressionFault(`${metric} has no baseline: only what comes from calls does`, at);
}

function readFactor(reader: Reader): Open {
  const { next } = reader;
  if (next.text === '(') return reader.inside(() => readSum(reader));
  if (next.text === 'baseline') return readBaseline(reader);
  reader.take();
  return next.kind === 'number' ? { kind: 'number', value: valueOfNumber(next.text) } : { kind: 'metric', metric: readMetric(next) };
}

function readProduct(reader: Reader): Open {
  let left = readFactor(reader);
  for (let { text } = reader.next; text === '*' || text === '/'; text = reader.next.text) {
    reader.take();
    left = { kind: text, left, right: readFactor(reader) };
  }
  return left;
}

function readSum(reader: Reader): Open {
  let left = readProduct(reader);
  for (let { text } = reader.next; isOperator(text) && (text === '+' || text === '-'); text = reader.next.text) {
    reader.take();
    left = { kind: text, left, right: readProduct(reader) };
  }
  return left;
}

const metricsOf = (node: Open): MetricName[] => {
  if (node.kind === 'usual' || node.kind === 'number') return [];
  if (node.kind === 'metric' || node.kind === 'baseline') return [node.metric];
  return [...metricsOf(node.left), ...metricsOf(node.right)];
};

/** Gives each bare `baseline` the one metric that its comparison is about. */
function settle(node: Open, about: readonly MetricName[]): Arithmetic {
  if (node.kind === 'usual') {
    const [metric, ...more] = about;
    if (metric === undefined || more.length > 0) throw new ExpressionFault('baseline of which metric? Write baseline(cost)', node.at);
    return { kind: 'baseline', metric: requireHistory(metric, node.at) };
  }
  if (node.kind === 'number' || node.kind === 'metric' || node.kind === 'baseline') return node;
  return { kind: node.kind, left: settle(node.left, about), right: settle(node.right, about) };
}

function readComparison(reader: Reader): Condition {
  const left = readSum(reader);
  const by = reader.take();
  if (!isComparison(by.text)) throw new ExpressionFault('A comparison such as > is missing here', by.at);
  const right = readSum(reader);
  const about = [...new Set([...metricsOf(left), ...metricsOf(right)])];
  return { kind: 'compare', by: by.text, left: settle(left, about), right: settle(right, about) };
}

function readTerm(reader: Reader): Condition {
  if (reader.next.text === 'not') {
    reader.take();
    return { kind: 'not', of: readTerm(reader) };
  }
  return reader.next.text === '(' && reader.opensCondition ? reader.inside(() => readCondition(reader)) : readComparison(reader);
}

function readAll(reader: Reader, joiner: 'and' | 'or', read: (reader: Reader) => Condition): Condition {
  let left = read(reader);
  while (words[reader.next.text] === joiner) {
    reader.take();
    left = { kind: joiner, left, right: read(reader) };
  }
  return left;
}

const readCondition = (reader: Reader): Condition => readAll(reader, 'or', () => readAll(reader, 'and', readTerm));

/**
 * Reads an expression such as `requests_per_minute > baseline * 3 and cost > $20`. `and` binds closer than `or`. Throws
 * ExpressionFault with the place of the first fault.
 */
export function parseExpression(text: string): Condition {
  const reader = new Reader(text);
  const condition = readCondition(reader);
  const { kind, text: rest, at } = reader.next;
  if (kind !== 'end') throw new ExpressionFault(`${rest} cannot stand here`, at);
  if (namesIn(condition, 'metric').length === 0) throw new ExpressionFault(`It is about no metric; there are ${names}`, 0);
  return condition;
}

import type { Arithmetic, Comparison, Condition } from './expression.ts';
import type { MetricName } from './metrics.ts';

/** Where the figures come from; null where one is not known. */
export interface Figures {
  metric(name: MetricName): number | null;
  baseline(name: MetricName): number | null;
}

const compare: Readonly<Record<Comparison, (left: number, right: number) => boolean>> = {
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

/** The value of a number; null where a figure is not known, or it is divided by nothing. */
export function figureOf(node: Arithmetic, figures: Figures): number | null {
  if (node.kind === 'number') return node.value;
  if (node.kind === 'metric') return figures.metric(node.metric);
  if (node.kind === 'baseline') return figures.baseline(node.metric);
  const left = figureOf(node.left, figures);
  const right = figureOf(node.right, figures);
  if (left === null || right === null) return null;
  if (node.kind === '+') return left + right;
  if (node.kind === '-') return left - right;
  if (node.kind === '*') return left * right;
  return right === 0 ? null : left / right;
}

/** Whether a condition holds; null where that is not known (three-valued logic of Kleene), so nobody is woken by what is missing. */
export function holdsNow(node: Condition, figures: Figures): boolean | null {
  if (node.kind === 'not') {
    const inner = holdsNow(node.of, figures);
    return inner === null ? null : !inner;
  }
  if (node.kind === 'compare') {
    const left = figureOf(node.left, figures);
    const right = figureOf(node.right, figures);
    return left === null || right === null ? null : compare[node.by](left, right);
  }
  const left = holdsNow(node.left, figures);
  const right = holdsNow(node.right, figures);
  const deciding = node.kind === 'or';
  if (left === deciding || right === deciding) return deciding;
  return left === null || right === null ? null : !deciding;
}

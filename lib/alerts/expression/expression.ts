import type { MetricName } from './metrics.ts';

/** A number: as written, of the window, or what is usual at this time of the day. */
export type Arithmetic =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'metric'; readonly metric: MetricName }
  | { readonly kind: 'baseline'; readonly metric: MetricName }
  | { readonly kind: '+' | '-' | '*' | '/'; readonly left: Arithmetic; readonly right: Arithmetic };

export type Comparison = '>' | '>=' | '<' | '<=' | '==' | '!=';

/** What holds or does not. */
export type Condition =
  | { readonly kind: 'compare'; readonly by: Comparison; readonly left: Arithmetic; readonly right: Arithmetic }
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly of: Condition };

const inArithmetic = (node: Arithmetic, kind: 'metric' | 'baseline'): MetricName[] => {
  if (node.kind === 'number') return [];
  if (node.kind === 'metric' || node.kind === 'baseline') return node.kind === kind ? [node.metric] : [];
  return [...inArithmetic(node.left, kind), ...inArithmetic(node.right, kind)];
};

/** The metrics that an expression asks for, or the baselines; each once, in the order of the text. */
export function namesIn(condition: Condition, kind: 'metric' | 'baseline'): readonly MetricName[] {
  const inCondition = (of: Condition): MetricName[] => {
    if (of.kind === 'not') return inCondition(of.of);
    if (of.kind === 'compare') return [...inArithmetic(of.left, kind), ...inArithmetic(of.right, kind)];
    return [...inCondition(of.left), ...inCondition(of.right)];
  };
  return [...new Set(inCondition(condition))];
}

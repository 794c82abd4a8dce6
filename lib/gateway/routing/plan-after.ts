import { AppError } from '#lib/core/errors.ts';
import type { RoutedTarget } from './routed-target.ts';

const windowOf = ({ price }: RoutedTarget): number => price?.contextWindowTokens ?? 0;

/**
 * The plan of a call whose attempt at the target at `at` has failed with `error`. A request that its model cannot hold goes on
 * only where a model is known to hold more: the same one elsewhere would refuse it again, and so would a smaller one. A window
 * that is not listed counts as smaller than any that is. Every other fault leaves the plan as it is.
 */
export function planAfter(error: unknown, plan: readonly RoutedTarget[], at: number): readonly RoutedTarget[] {
  const failed = plan[at];
  if (failed === undefined || !(error instanceof AppError) || error.code !== 'context_length_exceeded') return plan;
  const isRoomier = (target: RoutedTarget) => target.model !== failed.model && windowOf(target) > windowOf(failed);
  return [...plan.slice(0, at + 1), ...plan.slice(at + 1).filter(isRoomier)];
}

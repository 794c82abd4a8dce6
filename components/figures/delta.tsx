import { cn } from '#components/ui/cn.ts';
import type { Change } from '#lib/core/format.ts';

export interface DeltaProps {
  change: Change;
  /** What it is compared with: "vs. Oct 1–20"; spoken, and shown on hover. */
  period: string;
  /** Which direction is good; without it the change has no colour: more spend is not bad by itself. */
  good?: 'up' | 'down' | undefined;
  className?: string;
}

function toneOf({ direction }: Change, good: DeltaProps['good']): string {
  if (good === undefined || direction === 'level') return 'text-quiet';
  return direction === good ? 'text-success-text' : 'text-danger-text';
}

/** `▲ 12.4%` with its period; coloured only where the metric says what is good. */
export function Delta({ change, period, good, className }: DeltaProps) {
  return (
    <span data-tip={period} className={cn('whitespace-nowrap text-caption tabular-nums', toneOf(change, good), className)}>
      <span aria-hidden>{change.text}</span>
      <span className="sr-only">{`${change.spoken}, ${period}`}</span>
    </span>
  );
}

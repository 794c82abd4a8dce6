import { cn } from './cn.ts';

export interface ModelBadgeProps {
  /** The model's name as callers write it, shown whole on hover when it is cut. */
  model: string;
  /** Chart slot of the entity, 1 to 8; without it the mark is grey. */
  slot?: number | undefined;
  className?: string;
}

const marks = [
  'bg-chart-other',
  'bg-chart-1',
  'bg-chart-2',
  'bg-chart-3',
  'bg-chart-4',
  'bg-chart-5',
  'bg-chart-6',
  'bg-chart-7',
  'bg-chart-8',
];

/** A model name in mono with the mark of its colour in charts. */
export function ModelBadge({ model, slot = 0, className }: ModelBadgeProps) {
  return (
    <span className={cn('inline-flex min-w-0 max-w-full items-center gap-1.5 font-mono text-caption', className)}>
      <span aria-hidden data-mark className={cn('size-2 shrink-0 rounded-[2px]', marks[slot] ?? marks[0])} />
      <span className="truncate" title={model}>
        {model}
      </span>
    </span>
  );
}

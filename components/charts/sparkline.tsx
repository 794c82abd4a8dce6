import { cn } from '#components/ui/cn.ts';
import { type Slot, slotColour } from './palette.ts';
import { linePath } from './paths.ts';
import { Stretched } from './stretched.tsx';

export interface SparklineProps {
  /** Oldest first, from zero up; null breaks the line. Magnitudes, not nano-dollars. */
  values: readonly (number | null)[];
  /** The figures it stands for, in words: "Spend in 30 days, from $12 to $48 a day". Without it the picture is decoration. */
  label?: string | undefined;
  slot?: Slot | undefined;
  className?: string;
}

/** The course of a figure that stands beside it, without axes; starts at zero like everything else. */
export function Sparkline({ values, label, slot = 1, className }: SparklineProps) {
  const largest = Math.max(0, ...values.map((value) => value ?? 0)) || 1;
  const heights = values.map((value) => (value === null ? undefined : value / largest));
  return (
    <span
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
      className={cn('inline-block h-6 w-24 py-0.5 align-middle', className)}
    >
      <Stretched>
        <path
          d={linePath(heights)}
          fill="none"
          stroke={slotColour(slot)}
          strokeWidth="1.5"
          strokeLinejoin="round"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      </Stretched>
    </span>
  );
}

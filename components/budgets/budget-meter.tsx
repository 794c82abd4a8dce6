import type { CSSProperties } from 'react';
import { cn } from '#components/ui/cn.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';
import { meterMarks } from './meter-marks.ts';

export interface BudgetMeterProps {
  /** Whose it is: "Support engineering". */
  label: string;
  /** What calls may use of the limit; the track ends there. All amounts are nano-USD. */
  limit: bigint;
  spent: bigint;
  reserved: bigint;
  /** Where spend is expected to end; null without a forecast. */
  expected?: bigint | null | undefined;
  /** Thresholds in percent of the limit; only below 100 they are ticks. */
  thresholds?: readonly number[] | undefined;
  reader: Reader;
  /** 6 px in lists, 12 px on the budget's own page. */
  size?: 'row' | 'page';
}

const percentOf = (share: number): string => `${Math.round(share * 10_000) / 100}%`;
const from = (share: number): CSSProperties => ({ left: percentOf(share) });
const hatched = (colour: string): string => `repeating-linear-gradient(135deg, ${colour} 0 2px, transparent 2px 4px)`;

/**
 * How much of a budget is spent (solid), reserved (hatched) and expected (hollow diamond) against its limit, the end of the
 * track; what is past it lies on hatched danger. The fill has one colour: the word beside it says how the budget stands.
 */
export function BudgetMeter({ label, limit, spent, reserved, expected = null, thresholds = [], reader, size = 'row' }: BudgetMeterProps) {
  const marks = meterMarks({ limit, spent, reserved, expected, thresholds });
  const format = createFormat(reader);
  const said = [
    `${format.percent(marks.spentShare)} of ${format.moneyLead(limit)} spent`,
    ...(reserved > 0n ? [`${format.percent(marks.reservedShare)} reserved`] : []),
    ...(marks.expectedShare === null ? [] : [`forecast ${format.percent(marks.expectedShare)}`]),
  ].join(', ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: the platform's meter cannot show what is reserved, expected or past the limit
    <div
      role="meter"
      aria-label={`Budget ${label}`}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.min(100, Math.round(marks.spentShare * 100))}
      aria-valuetext={said}
      data-tip={said}
      className={cn('relative w-full', size === 'row' ? 'h-1.5' : 'h-3')}
    >
      <div className="absolute inset-0 overflow-hidden rounded-sm">
        <div aria-hidden className="absolute inset-y-0 left-0 bg-selected" style={{ width: percentOf(marks.limitAt) }} />
        <div
          aria-hidden
          data-mark
          className="absolute inset-y-0 bg-surface"
          style={{ ...from(marks.spentTo), width: percentOf(marks.reservedTo - marks.spentTo), backgroundImage: hatched('var(--brand)') }}
        />
        <div aria-hidden data-mark className="absolute inset-y-0 left-0 bg-brand" style={{ width: percentOf(marks.spentTo) }} />
        <div
          aria-hidden
          data-mark
          className="absolute inset-y-0 right-0"
          style={{ ...from(marks.limitAt), backgroundImage: hatched('var(--danger)') }}
        />
        {marks.ticksAt.map((at) => (
          <div key={at} aria-hidden className="absolute inset-y-0 w-px bg-control-edge" style={from(at)} />
        ))}
      </div>
      <div aria-hidden className="absolute -inset-y-0.5 w-0.5 bg-ink" style={{ left: `min(100% - 2px, ${percentOf(marks.limitAt)})` }} />
      {marks.expectedAt === null ? null : (
        <div
          aria-hidden
          data-mark
          className={cn(
            'absolute top-1/2 -translate-x-1/2 -translate-y-1/2 rotate-45 border-[1.5px] border-ink bg-surface',
            size === 'row' ? 'size-2' : 'size-2.5',
          )}
          style={from(marks.expectedAt)}
        />
      )}
    </div>
  );
}

import { cn } from '#components/ui/cn.ts';

export interface StatusTick {
  /** The day in words: "Nov 13". */
  label: string;
  /** The worst state of the day; `none` is no traffic, which is not an outage. */
  state: 'ok' | 'degraded' | 'down' | 'none';
  /** What happened: "99.94%", "12 failed calls". */
  detail?: string | undefined;
}

export interface StatusTicksProps {
  /** Oldest first; ninety days as a rule. */
  ticks: readonly StatusTick[];
  /** "99.94% in 90 days". */
  summary: string;
  /** Leaves the summary to what stands beside: in tables. */
  compact?: boolean;
  className?: string;
}

/** Height is the second cue beside colour: the worse, the shorter; nothing at all is a dash. */
const looks: Record<StatusTick['state'], string> = {
  ok: 'h-full bg-success',
  degraded: 'h-3/5 bg-warning',
  down: 'h-1/3 bg-danger',
  none: 'h-0.5 bg-control-edge',
};

const words: Record<StatusTick['state'], string> = { ok: 'ok', degraded: 'degraded', down: 'down', none: 'no traffic' };

/** Is it up: one tick a day, the worst state each. */
export function StatusTicks({ ticks, summary, compact = false, className }: StatusTicksProps) {
  return (
    <div className={cn('flex min-w-0 flex-col gap-1', className)}>
      <ul aria-label={summary} className={cn('flex items-end gap-px', compact ? 'h-4' : 'h-6')}>
        {ticks.map((tick) => {
          const text = [tick.label, words[tick.state], tick.detail].filter(Boolean).join(', ');
          return (
            <li key={tick.label} data-tip={text} className="flex h-full min-w-0 flex-1 items-end">
              <span className="sr-only">{text}</span>
              <span aria-hidden data-mark className={cn('w-full rounded-[1px]', looks[tick.state])} />
            </li>
          );
        })}
      </ul>
      {compact ? null : (
        <p aria-hidden className="text-caption text-quiet">
          {summary}
        </p>
      )}
    </div>
  );
}

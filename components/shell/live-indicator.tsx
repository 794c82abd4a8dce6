import { cn } from '#components/ui/cn.ts';

export type LiveState = { kind: 'live' } | { kind: 'reconnecting' } | { kind: 'stale'; since: string } | { kind: 'paused' };

const looks = {
  live: 'bg-success',
  reconnecting: 'bg-warning',
  stale: 'border border-warning',
  paused: 'border border-control-edge',
};

/** Whether figures are kept up: Live, Reconnecting, Stale since 14:03, Paused. */
export function LiveIndicator({ state }: { state: LiveState }) {
  const words = {
    live: 'Live',
    reconnecting: 'Reconnecting',
    stale: `Stale since ${'since' in state ? state.since : ''}`,
    paused: 'Paused',
  };
  return (
    <span role="status" className="inline-flex shrink-0 items-center gap-1.5 text-caption text-quiet">
      <span aria-hidden data-mark className={cn('size-2 rounded-full', looks[state.kind])} />
      <span className={cn(state.kind === 'live' && 'max-sm:sr-only')}>{words[state.kind]}</span>
    </span>
  );
}

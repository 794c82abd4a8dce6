import type { z } from 'zod';
import { StatusTicks } from '#components/figures/status-ticks.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { GatewayTarget } from '#lib/contracts/gateway-targets.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';

/** A target in wire form, as pages get it. */
export type TargetRow = z.input<typeof GatewayTarget>;

const hourMs = 3_600_000;
const hoursShown = 24;

export const targetId = (row: TargetRow): string => `${row.connection_id}/${row.model}`;
/** Files, batches and lists are asked of a connection for no model. */
export const targetName = (row: TargetRow): string =>
  `${row.model === '' ? 'Requests for no model' : row.model} on ${row.connection_name ?? 'a connection that is gone'}`;

/** More than a tenth of the attempts of the last five minutes failed. */
export const isFailing = ({ faults, attempts }: TargetRow): boolean => faults * 10 > attempts;

/** How a target is, worst first: shut, probing, failing, busy, well, or without a call of late. */
export function TargetState({ target }: { target: TargetRow }) {
  if (target.circuit === 'open') return <StatusBadge tone="danger">Circuit open</StatusBadge>;
  if (target.circuit === 'half_open') return <StatusBadge tone="warning">Probing</StatusBadge>;
  if (target.waiting > 0) return <StatusBadge tone="warning">Full</StatusBadge>;
  if (target.attempts === 0 && target.running === 0) return <StatusBadge tone="outline">Quiet</StatusBadge>;
  return isFailing(target) ? <StatusBadge tone="warning">Failing</StatusBadge> : <StatusBadge tone="success">Answers</StatusBadge>;
}

/** The last 24 hours, a tick each: whether calls that the target was chosen for succeeded. */
export function TargetHours({
  target,
  reader,
  now,
  compact = false,
}: {
  target: TargetRow;
  reader: Reader;
  now: string;
  compact?: boolean;
}) {
  const format = createFormat(reader);
  const byHour = new Map(target.hours.map((hour) => [Date.parse(hour.at), hour]));
  const last = Math.floor(Date.parse(now) / hourMs) * hourMs;
  const ticks = Array.from({ length: hoursShown }, (_, index) => {
    const at = last - (hoursShown - 1 - index) * hourMs;
    const hour = byHour.get(at);
    const label = format.dateTime(new Date(at), new Date(now));
    if (hour === undefined || hour.requests === 0) return { label, state: 'none' as const };
    const share = hour.unsuccessful / hour.requests;
    const state = share >= 0.5 ? ('down' as const) : share > 0.02 ? ('degraded' as const) : ('ok' as const);
    return { label, state, detail: `${hour.unsuccessful} of ${hour.requests} failed` };
  });
  const requests = target.hours.reduce((sum, hour) => sum + hour.requests, 0);
  const failed = target.hours.reduce((sum, hour) => sum + hour.unsuccessful, 0);
  const summary =
    requests === 0
      ? 'No call in 24 hours'
      : `${format.percent(1 - failed / requests)} of ${format.count(requests)} ${requests === 1 ? 'call' : 'calls'} succeeded in 24 hours`;
  return <StatusTicks ticks={ticks} summary={summary} compact={compact} className="w-36" />;
}

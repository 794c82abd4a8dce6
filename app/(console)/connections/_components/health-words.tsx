import type { z } from 'zod';
import { StatusTicks } from '#components/figures/status-ticks.tsx';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { ConnectionHealth, ConnectionSummary } from '#lib/contracts/connection-health.ts';
import { errorCatalogue } from '#lib/core/errors.ts';
import { createFormat, type Reader } from '#lib/core/format.ts';

/** In wire form, as pages get it. */
export type HealthRow = z.input<typeof ConnectionSummary>;
export type HealthDetail = z.input<typeof ConnectionHealth>;
export type FiguresRow = HealthRow['hour'];

const hourMs = 3_600_000;
const hoursShown = 24;

/** More than a tenth of the attempts failed. */
export const isFailing = ({ attempts, faults }: FiguresRow): boolean => faults * 10 > attempts;

type Shown = Pick<HealthRow, 'circuit' | 'waiting' | 'running' | 'five_minutes'>;

/** How a connection is now, worst first: shut, probing, failing, full, well, or without a call of late. */
export function LiveState({ health }: { health: Shown | undefined }) {
  if (health === undefined) return <StatusBadge tone="outline">Quiet</StatusBadge>;
  if (health.circuit === 'open') return <StatusBadge tone="danger">Circuit open</StatusBadge>;
  if (health.circuit === 'half_open') return <StatusBadge tone="warning">Probing</StatusBadge>;
  if (isFailing(health.five_minutes)) return <StatusBadge tone="warning">Failing</StatusBadge>;
  if (health.waiting > 0) return <StatusBadge tone="warning">Full</StatusBadge>;
  if (health.five_minutes.attempts === 0 && health.running === 0) return <StatusBadge tone="outline">Quiet</StatusBadge>;
  return <StatusBadge tone="success">Answers</StatusBadge>;
}

/** Share of attempts that failed, written; a dash where there were none. */
export function errorShare({ attempts, faults }: FiguresRow, reader: Reader): string {
  return attempts === 0 ? '–' : createFormat(reader).percent(faults / attempts);
}

const isKnown = (code: string): code is keyof typeof errorCatalogue => Object.hasOwn(errorCatalogue, code);

/** An error by its code, in a sentence; what to do about it where `remedy` asks for that. */
export function errorWords(code: string): { readonly title: string; readonly remedy: string | null } {
  if (!isKnown(code)) return { title: code, remedy: null };
  const { title, remedy } = errorCatalogue[code];
  return { title, remedy };
}

/** Why calls keep away from a target, in a clause. */
export function whyShut(why: string | null): string {
  if (why === null || why === 'repeated_faults') return 'it failed again and again';
  const { title } = errorWords(why);
  return title.charAt(0).toLowerCase() + title.slice(1);
}

/** The last 24 hours, a tick each, by the attempts that failed. */
export function HealthTicks({ health, reader, now }: { health: Pick<HealthRow, 'hours'> | undefined; reader: Reader; now: string }) {
  const format = createFormat(reader);
  const byHour = new Map(health?.hours.map((hour) => [Date.parse(hour.at), hour]));
  const last = Math.floor(Date.parse(now) / hourMs) * hourMs;
  const ticks = Array.from({ length: hoursShown }, (_, index) => {
    const at = last - (hoursShown - 1 - index) * hourMs;
    const hour = byHour.get(at);
    const label = format.dateTime(new Date(at), new Date(now));
    if (hour === undefined || hour.attempts === 0) return { label, state: 'none' as const };
    const share = hour.faults / hour.attempts;
    const state = share >= 0.5 ? ('down' as const) : share > 0.02 ? ('degraded' as const) : ('ok' as const);
    return { label, state, detail: `${hour.faults} of ${hour.attempts} attempts failed` };
  });
  return <StatusTicks ticks={ticks} summary="Attempts of the last 24 hours" compact className="w-32" />;
}

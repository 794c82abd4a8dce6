import { and, eq, gt } from 'drizzle-orm';
import { targetStatus } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';

/** What a process wrote longer ago than this is not believed any more: what does not change is written again every ten seconds. */
export const statusFreshMs = 30_000;

export type TargetStateRow = typeof targetStatus.$inferSelect;

/** What gateway processes reported of late, a row for each process and target. */
export function readTargetStates({ tx, tenantId, now }: OperationContext): Promise<TargetStateRow[]> {
  const since = new Date(now.getTime() - statusFreshMs);
  return tx
    .select()
    .from(targetStatus)
    .where(and(eq(targetStatus.tenantId, tenantId), gt(targetStatus.seenAt, since)));
}

/** How a target is, all processes together. */
export interface JoinedState {
  /** The worst that any process sees. */
  readonly circuit: TargetStateRow['circuit'];
  /** The latest that a process names which sees the worst; null where calls may come now. */
  readonly circuitUntil: Date | null;
  readonly circuitWhy: string | null;
  readonly running: number;
  readonly waiting: number;
  /** The lowest that any process measured; null where none did. */
  readonly latencyMs: number | null;
  readonly firstTokenMs: number | null;
}

/** How bad a circuit is, to find the worst of several. */
const severity = { closed: 0, half_open: 1, open: 2 } as const;

const lowest = (values: readonly (number | null)[]): number | null =>
  values.reduce((low, value) => (value !== null && (low === null || value < low) ? value : low), null);

/** Joins what several processes say of one target. */
export function joinStates(rows: readonly TargetStateRow[]): JoinedState {
  const until = ({ circuitReadyAt }: TargetStateRow): number => circuitReadyAt?.getTime() ?? 0;
  const [worst] = rows.toSorted((left, right) => severity[right.circuit] - severity[left.circuit] || until(right) - until(left));
  return {
    circuit: worst?.circuit ?? 'closed',
    ...{ circuitUntil: worst?.circuitReadyAt ?? null, circuitWhy: worst?.circuitWhy ?? null },
    running: rows.reduce((sum, { running }) => sum + running, 0),
    waiting: rows.reduce((sum, { waiting }) => sum + waiting, 0),
    latencyMs: lowest(rows.map(({ latencyMs }) => latencyMs)),
    firstTokenMs: lowest(rows.map(({ firstTokenMs }) => firstTokenMs)),
  };
}

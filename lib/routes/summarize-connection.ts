import type { ConnectionSummary } from '#lib/contracts/connection-health.ts';
import { attemptFigures, type Counted } from './target-figures.ts';
import { joinStates, type TargetStateRow } from './target-state-rows.ts';

/** What was last heard of a connection, in whatever order the parts come. */
export interface LastHeard {
  readonly lastSuccessAt: Date | null;
  readonly lastFault: string | null;
  readonly lastFaultAt: Date | null;
}

const later = (left: Date | null, right: Date | null): Date | null => (left === null || (right !== null && right > left) ? right : left);

/** The latest of what several parts last heard. */
export function lastHeardOf(parts: readonly LastHeard[]): LastHeard {
  return parts.reduce<LastHeard>(
    (last, part) => {
      const isLater = part.lastFaultAt !== null && (last.lastFaultAt === null || part.lastFaultAt > last.lastFaultAt);
      const { lastFault, lastFaultAt } = isLater ? part : last;
      return { lastSuccessAt: later(last.lastSuccessAt, part.lastSuccessAt), lastFault, lastFaultAt };
    },
    { lastSuccessAt: null, lastFault: null, lastFaultAt: null },
  );
}

/** How a connection is: what processes see of its targets now, what they counted within the hour, and what was last heard of it. */
export function summarizeConnection(
  connectionId: string,
  states: readonly TargetStateRow[],
  hour: readonly Counted[],
  heard: LastHeard,
): Omit<ConnectionSummary, 'hours'> {
  const { circuit, circuitUntil, running, waiting } = joinStates(states);
  return {
    ...{ connection_id: connectionId, circuit, circuit_until: circuitUntil, running, waiting },
    ...{ five_minutes: attemptFigures(states), hour: attemptFigures(hour) },
    ...{ last_success_at: heard.lastSuccessAt, last_fault: heard.lastFault, last_fault_at: heard.lastFaultAt },
  };
}

import type { Logger } from '#lib/core/logger.ts';
import type { UsageEvent } from '#lib/usage/usage-event.ts';
import type { Journal, SettlePosition } from './journal.ts';
import { quarantineFault } from './quarantine.ts';
import { readRecords } from './read-segment.ts';
import { segmentHeaderBytes } from './segment-header.ts';

export interface Settlement {
  readonly event: UsageEvent;
  readonly position: SettlePosition;
}

/**
 * The settlements of a running journal from a position on, read back from its files, until the reader has caught up with
 * the writer. At that moment, and before any other settlement can be appended, `onCaughtUp` is called.
 */
export async function* readSettlements(
  journal: Journal,
  from: Pick<SettlePosition, 'sequence' | 'offset'>,
  onCaughtUp: () => void,
  logger: Logger,
): AsyncGenerator<Settlement> {
  let { sequence, offset } = from;
  for (;;) {
    const segment = journal.shelf.segments.get(sequence);
    // A segment without anything unposted holds nothing to read; it may even be gone.
    if (segment !== undefined && segment.unposted > 0 && offset < segment.written) {
      const to = segment.written;
      for (const item of await readRecords(segment.path, segment.salt, offset, to)) {
        if (item.fault !== undefined) await quarantineFault(segment.path, item.fault, logger);
        else if (item.record.kind === 'settle') {
          const { event, heldIn } = item.record;
          yield { event, position: { sequence, offset: item.offset, heldIn } };
        }
      }
      offset = to;
      continue;
    }
    if (journal.end.sequence === sequence) {
      onCaughtUp();
      return;
    }
    sequence += 1;
    offset = segmentHeaderBytes;
  }
}

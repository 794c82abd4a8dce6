import type { UsageEvent } from '#lib/contracts/usage.ts';
import { tableWorkbook } from '../formats/xlsx.ts';
import { eventColumns } from './usage-event-lines.ts';

/** Calls as a workbook of one sheet. */
export const eventWorkbook = (events: readonly UsageEvent[]): Promise<Uint8Array> =>
  tableWorkbook(
    'Calls',
    eventColumns,
    events.map((event) => eventColumns.map(({ of }) => of(event))),
  );

import type { z } from 'zod';
import type { Column } from '#components/data-table/columns.ts';
import { StatusBadge } from '#components/ui/badge.tsx';
import type { Delivery } from '#lib/contracts/webhooks.ts';

/** A delivery as pages have it. */
export type DeliveryRow = z.input<typeof Delivery>;

const tones = { queued: 'info', delivered: 'success', dead: 'danger' } as const;
const words = { queued: 'On its way', delivered: 'Taken', dead: 'Given up' } as const;

export const DeliveryState = ({ state }: { state: DeliveryRow['state'] }) => <StatusBadge tone={tones[state]}>{words[state]}</StatusBadge>;

export const deliveryColumns: readonly Column<DeliveryRow>[] = [
  { id: 'event', header: 'Event', value: (row) => row.event, narrow: true },
  { id: 'state', header: 'State', cell: (row) => <DeliveryState state={row.state} />, narrow: true },
  { id: 'channel', header: 'Channel', value: (row) => row.channel_name },
  { id: 'title', header: 'What', value: (row) => row.title },
  { id: 'attempts', header: 'Attempts', value: (row) => row.attempts, format: 'count', align: 'end' },
  { id: 'status', header: 'Answer', value: (row) => (row.last_status === null ? (row.last_error ?? '–') : String(row.last_status)) },
  { id: 'created', header: 'When', value: (row) => row.created_at, format: 'time', sort: 'created_at', descendingFirst: true },
];

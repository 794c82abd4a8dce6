import { z } from 'zod';
import { Alert } from '#lib/contracts/alerts.ts';
import { toPublicId } from '#lib/core/ids.ts';
import type { NotificationMessage } from '#lib/notifications/index.ts';
import { type AlertRow, toAlert } from './alert-rows.ts';

/** What happened to an alert that channels are told of. */
export type AlertEvent = 'alert.opened' | 'alert.escalated' | 'alert.acknowledged' | 'alert.resolved';

const phases = {
  'alert.opened': 'open',
  'alert.escalated': 'open',
  'alert.acknowledged': 'acknowledged',
  'alert.resolved': 'over',
} as const;
const states = { open: 'Open', acknowledged: 'Acknowledged', resolved: 'Resolved' } as const;

/** An alert as channels are told of it. */
export function alertMessage(row: AlertRow, event: AlertEvent, now: Date): NotificationMessage {
  const id = toPublicId('alert', row.id);
  const prefix = event === 'alert.escalated' ? 'Nobody has answered: ' : '';
  return {
    ...{ event, at: now.toISOString(), title: `${prefix}${row.title}`, summary: row.summary, severity: row.severity, phase: phases[event] },
    ...{ subject: id, path: `/alerts?open=${id}` },
    facts: [
      ['Severity', row.severity],
      ['State', states[row.state]],
      ['Opened', row.openedAt.toISOString()],
    ],
    data: { alert_id: id, alert: z.encode(Alert, toAlert(row)) },
  };
}

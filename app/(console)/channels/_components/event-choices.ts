import type { ComboboxOption } from '#components/ui/combobox.tsx';
import type { EventName } from '#lib/events/events.ts';

/** What people call each event; the compiler misses none of the catalogue. */
const names: Readonly<Record<EventName, string>> = {
  'alert.opened': 'Alert opened',
  'alert.acknowledged': 'Alert acknowledged',
  'alert.resolved': 'Alert resolved',
  'approval.requested': 'Approval requested',
  'approval.decided': 'Approval decided',
  'budget.threshold_crossed': 'Budget crossed a threshold',
  'connection.created': 'Connection created',
  'incident.opened': 'Incident opened',
  'key.created': 'Key created',
  'key.disabled': 'Key disabled',
  'policy.matched': 'Policy matched a call',
  'team.created': 'Team created',
  'user.signed_in': 'Person signed in',
};
const groups = ['alert', 'approval', 'key'] as const;

/** What a channel can hear by itself: everything, all of a kind, or one event. */
export const eventChoices: readonly ComboboxOption[] = [
  { value: '*', label: 'Everything', detail: '*' },
  ...groups.map((group) => ({ value: `${group}.*`, label: `Everything of ${group}s`, detail: `${group}.*` })),
  ...Object.entries(names).map(([value, label]) => ({ value, label, detail: value })),
];

/** Events of a channel in words; a pattern that is not offered shows as it is. */
export const eventWords = (events: readonly string[]): string =>
  events.map((event) => eventChoices.find(({ value }) => value === event)?.label ?? event).join(', ');

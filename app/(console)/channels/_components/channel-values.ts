import type { ChannelKindName } from '#lib/contracts/channels.ts';
import type { ChannelRow } from './channel-card.tsx';

/** A channel as its form starts with it, by path; the secret is never among it. */
export const channelValues = ({ kind, name, url, settings, events }: ChannelRow): Record<string, unknown> => ({
  ...{ name, url: url ?? undefined, 'settings.recipients': settings.recipients },
  'settings.format': kind === 'webhook' ? (settings.format ?? 'standard') : undefined,
  events: events.length === 0 ? undefined : events,
});

/**
 * What a kind takes of what the form has; what was typed for another kind before is not sent. What is empty is said to be, so that
 * the command refuses it instead of keeping what was there.
 */
export function channelInput(kind: ChannelKindName, { name, url, secret, settings, events }: Record<string, unknown>) {
  const common = { name, events: events ?? [] };
  if (kind === 'email') return { ...common, settings: settings ?? {} };
  if (kind === 'webhook') return { ...common, url: url ?? '', settings: settings ?? {} };
  return { ...common, secret, ...(kind === 'pagerduty' ? { url: url ?? null } : {}) };
}

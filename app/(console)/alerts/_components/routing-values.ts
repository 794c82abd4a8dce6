import type { z } from 'zod';
import type { ComboboxOption } from '#components/ui/combobox.tsx';
import type { AlertRouting } from '#lib/contracts/alerts.ts';

/** A routing in wire form. */
type RoutingRow = z.input<typeof AlertRouting>;

const whole = { all: [], critical: [], escalations: [] };

/** What the operation wants of what a form has: what is left empty is said to be empty, so that it can be taken away. */
export const routingInput = (value: unknown): object => ({ ...whole, ...(typeof value === 'object' ? value : {}) });

/**
 * A routing as a form starts with it, under its paths. Channels that were deleted since are left out, because what names them is not
 * taken; where the reader sees no channels at all, everything stays as it is.
 */
export function routingValues(name: string, routing: RoutingRow | undefined, channels: readonly ComboboxOption[]): Record<string, unknown> {
  const known = new Set(channels.map(({ value }) => value));
  const living = (ids: readonly string[]): readonly string[] => (known.size === 0 ? ids : ids.filter((id) => known.has(id)));
  const some = <Entry>(entries: readonly Entry[]): readonly Entry[] | undefined => (entries.length === 0 ? undefined : entries);
  const { all = [], critical = [], escalations = [] } = routing ?? {};
  return {
    [`${name}.all`]: some(living(all)),
    [`${name}.critical`]: some(living(critical)),
    [`${name}.escalations`]: some(escalations.map((step) => ({ ...step, channel_ids: living(step.channel_ids) }))),
  };
}

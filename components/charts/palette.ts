/**
 * Colour of an entity in every chart: one of the eight slots, or grey for what is folded together. A slot belongs to the
 * entity, not to its rank, so that the same team has the same colour on every page.
 */
export type Slot = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 'other';

const slots: readonly Slot[] = [1, 2, 3, 4, 5, 6, 7, 8];

/** CSS colour of a slot. */
export const slotColour = (slot: Slot): string => `var(--chart-${slot})`;

/**
 * Slots for the entities of one chart: what `known` says stays; others take free slots in the order given, and grey when
 * none is left. Pages pass the tenant's assignment as `known`; the order only decides for those without one.
 */
export function assignSlots(entities: readonly string[], known: Readonly<Record<string, Slot>> = {}): Record<string, Slot> {
  const taken = new Set(entities.flatMap((entity) => known[entity] ?? []));
  const free = slots.filter((slot) => !taken.has(slot));
  return Object.fromEntries(entities.map((entity) => [entity, known[entity] ?? free.shift() ?? 'other']));
}

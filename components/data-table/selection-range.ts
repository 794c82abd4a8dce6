/** Ids from one row to another, both included, in the order of the list. */
export function idsBetween(order: readonly string[], anchor: string | undefined, target: string): readonly string[] {
  const [from, to] = [anchor === undefined ? -1 : order.indexOf(anchor), order.indexOf(target)];
  if (to === -1) return [];
  if (from === -1) return [target];
  return order.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** How many rows of a page are chosen, for the box in the head. */
export function headState(order: readonly string[], chosen: ReadonlySet<string>): 'none' | 'some' | 'all' {
  const count = order.filter((id) => chosen.has(id)).length;
  return count === 0 ? 'none' : count === order.length ? 'all' : 'some';
}

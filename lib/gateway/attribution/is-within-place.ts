import type { CostPlace } from '#lib/cost-centers/choose-shares.ts';

/** As deep as the organization may be. */
const depthMax = 32;

/** Whether a team or department is another one, or lies below it. */
export function isWithinPlace(places: ReadonlyMap<string, CostPlace>, inner: string | null, outer: string): boolean {
  for (let id = inner, depth = 0; id !== null && depth < depthMax; depth += 1) {
    if (id === outer) return true;
    id = places.get(id)?.parentId ?? null;
  }
  return false;
}

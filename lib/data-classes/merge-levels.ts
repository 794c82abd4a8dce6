import type { DataLevel, DataLevels, HandlingRequirements } from '#lib/contracts/data-classes.ts';
import { dataClasses } from '#lib/contracts/route-names.ts';

const union = <Item>(left: readonly Item[], right: readonly Item[]): Item[] => [...new Set([...left, ...right])];

/** Regions that both allow; an empty list allows all, so where they have none in common a name that no connection has stays. */
function common(left: readonly string[], right: readonly string[]): string[] {
  if (left.length === 0 || right.length === 0) return [...(left.length === 0 ? right : left)];
  const both = left.filter((region) => right.includes(region));
  return both.length === 0 ? [nowhere] : both;
}

/** Stands for no region at all. */
export const nowhere = '(none)';

const shorter = (left: number | null, right: number | null): number | null =>
  left === null ? right : right === null ? left : Math.min(left, right);

const stricter = (left: HandlingRequirements, right: HandlingRequirements): HandlingRequirements => ({
  encryption_required: left.encryption_required || right.encryption_required,
  access_logging: left.access_logging || right.access_logging,
  retention_period_days: shorter(left.retention_period_days, right.retention_period_days),
  geographic_restrictions: common(left.geographic_restrictions, right.geographic_restrictions),
  approval_required: left.approval_required || right.approval_required,
  readable_only: left.readable_only || right.readable_only,
});

const merged = (left: DataLevel, right: DataLevel): DataLevel => ({
  categories: union(left.categories, right.categories),
  handling_requirements: stricter(left.handling_requirements, right.handling_requirements),
});

/** What holds where several places set something: of each requirement the strictest, so that no place loosens what another set. */
export function mergeLevels(first: DataLevels, ...others: readonly DataLevels[]): DataLevels {
  let all = first;
  for (const levels of others) {
    const [lowest, low, high, highest] = dataClasses;
    all = {
      [lowest]: merged(all[lowest], levels[lowest]),
      [low]: merged(all[low], levels[low]),
      [high]: merged(all[high], levels[high]),
      [highest]: merged(all[highest], levels[highest]),
    };
  }
  return all;
}

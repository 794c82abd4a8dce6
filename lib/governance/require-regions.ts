import { regions } from '#lib/contracts/connections.ts';
import type { GovernanceConfig } from '#lib/contracts/governance-config.ts';
import { dataClasses } from '#lib/contracts/route-names.ts';
import { AppError } from '#lib/core/errors.ts';

const known = new Set<string>(regions);

/** Throws `validation_failed` for a region that no connection can have: a misspelt one would shut a class out unnoticed. */
export function requireRegions({ data_classification: { levels } }: GovernanceConfig): void {
  for (const name of dataClasses) {
    const wanted = levels[name]?.handling_requirements.geographic_restrictions ?? [];
    const at = wanted.findIndex((region) => !known.has(region));
    if (at === -1) continue;
    const pointer = `/data_classification/levels/${name}/handling_requirements/geographic_restrictions/${at}`;
    throw new AppError('validation_failed', { errors: [{ pointer, detail: `Regions of connections are ${regions.join(', ')}` }] });
  }
}

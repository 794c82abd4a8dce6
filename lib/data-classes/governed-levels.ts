import { and, eq, sql } from 'drizzle-orm';
import { governanceConfig } from '#db/schema/index.ts';
import type { TenantTransaction } from '#db/tenant.ts';
import { DataLevels } from '#lib/contracts/data-classes.ts';
import { dataCategories, dataEntities } from '#lib/contracts/data-entities.ts';
import { GovernanceConfig } from '#lib/contracts/governance-config.ts';
import { dataClasses } from '#lib/contracts/route-names.ts';
import { mergeLevels } from './merge-levels.ts';

/** What the governance configurations of places ask of classes of data, beside what is set for the classes themselves. */
export interface GovernedLevels {
  readonly tenant: DataLevels | null;
  /** Of departments, teams and projects, by their ids. */
  readonly places: ReadonlyMap<string, DataLevels>;
}

const kinds = new Set<string>([...dataCategories, ...dataEntities]);

/**
 * Levels as a configuration names them. Regions and approvals are left out, because policies of the place carry them out; of
 * the categories, which are words for people, those count that name a kind of data.
 */
function levelsOf(config: unknown): DataLevels {
  const { levels } = GovernanceConfig.shape.data_classification.parse(config);
  const entries = dataClasses.map((name) => {
    const { categories = [], handling_requirements: handling = {} } = levels[name] ?? {};
    return [
      name,
      {
        categories: categories.map((category) => category.toLowerCase()).filter((category) => kinds.has(category)),
        handling_requirements: { ...handling, geographic_restrictions: [], approval_required: false },
      },
    ] as const;
  });
  return DataLevels.parse(Object.fromEntries(entries));
}

/** Whether a configuration asks anything of a class. */
export const asksOfClasses = sql`coalesce(${governanceConfig.config} #> '{data_classification,levels}', '{}') <> '{}'`;

/** Reads them all. Throws where a later version wrote one. */
export async function readGovernedLevels(tx: TenantTransaction, tenantId: string): Promise<GovernedLevels> {
  const rows = await tx
    .select({ kind: governanceConfig.placeKind, id: governanceConfig.placeId, config: governanceConfig.config })
    .from(governanceConfig)
    .where(and(eq(governanceConfig.tenantId, tenantId), asksOfClasses));
  const places = new Map<string, DataLevels>();
  let tenant: DataLevels | null = null;
  for (const { kind, id, config } of rows) {
    const levels = levelsOf(config.data_classification);
    if (kind === 'tenant') tenant = levels;
    else places.set(id, levels);
  }
  return { tenant, places };
}

/** What places set for their classes, with what their governance asks. */
export function mergePlaces(set: ReadonlyMap<string, DataLevels>, governed: ReadonlyMap<string, DataLevels>): Map<string, DataLevels> {
  const all = new Map(set);
  for (const [id, levels] of governed) {
    const own = all.get(id);
    all.set(id, own === undefined ? levels : mergeLevels(own, levels));
  }
  return all;
}

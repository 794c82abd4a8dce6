import { and, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { governanceConfig, policy, project } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import type { Governance, PlaceAround } from '#lib/contracts/governance.ts';
import { GovernanceConfig } from '#lib/contracts/governance-config.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { type Place, readPlacePath } from '#lib/organization/place-path.ts';
import { readPolicies } from '#lib/policies/policy-rows.ts';
import { type GovernedPlace, scopeOf } from './governed-place.ts';

const policiesShown = 200;

type NamedPlace = GovernedPlace & { readonly name: string };

/** A place and those around it, outwards; a project lies in its team, else in its department. Throws `not_found`. */
async function readPath(ctx: OperationContext, { kind, id }: GovernedPlace): Promise<readonly NamedPlace[]> {
  const pathOf = (at: Place['kind'], atId: string) => readPlacePath(ctx.tx, ctx.tenantId, at, atId);
  if (kind !== 'project') return pathOf(kind, id);
  const [row] = await ctx.tx
    .select({ name: project.name, teamId: project.teamId, departmentId: project.departmentId })
    .from(project)
    .where(and(eq(project.tenantId, ctx.tenantId), eq(project.id, id)));
  if (row === undefined) throw new AppError('not_found');
  const { name, teamId, departmentId } = row;
  const own: NamedPlace = { kind, id, name };
  if (teamId !== null) return [own, ...(await pathOf('team', teamId))];
  return [own, ...(await (departmentId === null ? pathOf('tenant', ctx.tenantId) : pathOf('department', departmentId)))];
}

const named = ({ kind, id, name }: NamedPlace): Governance['place'] => ({ kind, id: toPublicId(kind, id), name });

async function readConfigs({ tx, tenantId }: OperationContext, places: readonly NamedPlace[]): Promise<Map<string, GovernanceConfig>> {
  const ids = places.map(({ id }) => id);
  const rows = await tx
    .select({ id: governanceConfig.placeId, config: governanceConfig.config })
    .from(governanceConfig)
    .where(and(eq(governanceConfig.tenantId, tenantId), inArray(governanceConfig.placeId, ids)));
  return new Map(rows.map(({ id, config }) => [id, GovernanceConfig.parse(config)]));
}

/**
 * The place by its name, and what holds in it by the places around it, the nearest first: what each of them asks, and which of
 * their policies are in force or watch, at most 200 in all. Throws `not_found`.
 */
export async function readAround(ctx: OperationContext, place: GovernedPlace): Promise<Pick<Governance, 'place' | 'around'>> {
  const [own, ...places] = await readPath(ctx, place);
  if (own === undefined) throw new AppError('not_found');
  if (places.length === 0) return { place: named(own), around: [] };
  const configs = await readConfigs(ctx, places);
  const ids = places.filter(({ kind }) => kind !== 'tenant').map(({ id }) => id);
  const isAround = or(isNull(policy.scopeId), ids.length === 0 ? undefined : inArray(policy.scopeId, ids));
  const isOn = or(sql`${policy.activeVersion} is not null`, sql`${policy.shadowVersion} is not null`);
  const policies = await readPolicies(ctx, {
    where: and(isAround, isOn, isNull(policy.archivedAt)),
    orderBy: sql`${policy.createdAt} desc`,
    limit: policiesShown,
  });
  const around = places.map((one): PlaceAround => {
    const { id } = scopeOf(one);
    const ofPlace = policies.filter(({ scope }) => scope.id === id);
    return {
      place: named(one),
      configuration: configs.get(one.id) ?? null,
      policies: ofPlace.map((held) => ({
        id: held.id,
        name: held.name,
        type: held.type,
        mode: held.active_version === null ? 'shadow' : 'active',
      })),
    };
  });
  return { place: named(own), around };
}

import { department } from '#db/schema/index.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { defineQuery } from '#lib/command/define-query.ts';
import { departmentDepthMax } from '#lib/contracts/departments.ts';
import { departmentPreview, type PlacePreview, teamPreview } from '#lib/contracts/place-previews.ts';
import { AppError } from '#lib/core/errors.ts';
import { countSubtree } from './count-subtree.ts';
import { readDepartment } from './department-rows.ts';
import { readPlaceBudgets } from './place-budgets.ts';
import { type Place, placementAt, readPlacePath } from './place-path.ts';
import { requireTeamMove } from './place-team.ts';
import { requireActive } from './require-active.ts';
import { requirePlace } from './require-place.ts';
import { readTeam } from './team-rows.ts';
import { requireTree } from './tree.ts';
import { whyConnectionsStay } from './why-connections-stay.ts';

const hourMs = 3_600_000;
type Action = PlacePreview['action'];
type Figures = PlacePreview['own_budgets'][number];

/** What a check would refuse, in words; nothing where it passes. */
async function refusalOf(check: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await check();
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    // What one may not see stays unseen here as well.
    if (error.code === 'not_found') throw error;
    return error.errors.length > 0 ? error.errors.map(({ detail }) => detail) : [error.detail ?? error.message];
  }
}

const figuresOf = ({ placeId: _placeId, ...figures }: Figures & { readonly placeId: string }): Figures => figures;

/** `after`: the places around it once it has moved, itself first; null where it stays. */
async function previewOf(
  ctx: OperationContext,
  action: Action,
  before: readonly Place[],
  after: readonly Place[] | null,
  blocked: readonly string[],
): Promise<PlacePreview> {
  const [place] = before;
  if (place === undefined) throw new Error('A path begins with its place');
  const { tx, tenantId, now } = ctx;
  const at = placementAt(before, 0);
  const [seesKeys, seesCalls] = [ctx.access.allows('keys.read', at), ctx.access.allows('usage.read', at)];
  const inside = await countSubtree(tx, tenantId, place, new Date(now.getTime() - hourMs));
  const had = await readPlaceBudgets(ctx, before);
  const has = after === null ? had : await readPlaceBudgets(ctx, after);
  const isIn = (list: readonly Figures[], { budget_id: id }: Figures) => list.some((one) => one.budget_id === id);
  return {
    action,
    blocked: [...blocked],
    ...{ departments: inside.departments, teams: inside.teams, people: inside.people },
    keys: {
      ...{ active: seesKeys ? inside.activeKeys : null, disabled: seesKeys ? inside.disabledKeys : null },
      calls_last_hour: seesCalls ? inside.calls : null,
    },
    own_budgets: had.filter(({ placeId }) => placeId === place.id).map(figuresOf),
    budgets_left: had.filter((one) => !isIn(has, one)).map(figuresOf),
    budgets_joined: has.filter((one) => !isIn(had, one)).map(figuresOf),
  };
}

/** What archiving asks for: nothing active below. */
const emptyOf = (departments: number, teams: number): readonly string[] =>
  departments + teams === 0 ? [] : [`It still has ${teams} active teams and ${departments} active departments in it.`];

export const previewDepartment = defineQuery(departmentPreview, async (ctx, { department_id: id, action, parent_id: named }) => {
  const { tx, tenantId } = ctx;
  const before = await readPlacePath(tx, tenantId, 'department', id);
  const current = await readDepartment(tx, tenantId, id);
  if (action === 'restore') {
    const around =
      current.parent_id === null
        ? []
        : await refusalOf(async () => requireActive(await readDepartment(tx, tenantId, current.parent_id ?? '')));
    return previewOf(ctx, action, before, null, around);
  }
  if (action === 'archive') {
    const preview = await previewOf(ctx, action, before, null, []);
    const owned = await whyConnectionsStay(ctx, { kind: 'department', id }, placementAt(before, 0));
    return { ...preview, blocked: [...emptyOf(preview.departments, preview.teams), ...owned] };
  }
  const parentId = named === undefined ? current.parent_id : named === 'none' ? null : named;
  const blocked = await refusalOf(async () => {
    requireActive(current);
    if (parentId === current.parent_id) return;
    await requirePlace(
      ctx,
      { read: 'departments.read', write: 'departments.write' },
      { of: 'department', id: parentId, field: 'parent_id' },
    );
    if (parentId !== null) requireActive(await readDepartment(tx, tenantId, parentId));
    await requireTree(tx, department, tenantId, { id, parentId, depthMax: departmentDepthMax });
  });
  const around = await readPlacePath(tx, tenantId, parentId === null ? 'tenant' : 'department', parentId ?? tenantId);
  return previewOf(ctx, action, before, [...before.slice(0, 1), ...around], blocked);
});

/** The places around a team once it is where the fields say: its teams, and the department of the nearest of them. */
async function pathOfTeam(
  ctx: OperationContext,
  own: Place,
  departmentId: string | null,
  parentId: string | null,
): Promise<readonly Place[]> {
  const { tx, tenantId } = ctx;
  const around = parentId === null ? [] : await readPlacePath(tx, tenantId, 'team', parentId);
  if (departmentId === null) return [own, ...(parentId === null ? await readPlacePath(tx, tenantId, 'tenant', tenantId) : around)];
  return [own, ...around.filter(({ kind }) => kind === 'team'), ...(await readPlacePath(tx, tenantId, 'department', departmentId))];
}

export const previewTeam = defineQuery(
  teamPreview,
  async (ctx, { team_id: id, action, department_id: toDepartment, parent_id: toParent }) => {
    const { tx, tenantId } = ctx;
    const before = await readPlacePath(tx, tenantId, 'team', id);
    const [own] = before;
    const current = await readTeam(tx, tenantId, id);
    if (action === 'restore' || own === undefined) {
      const { department_id: departmentId, parent_id: parentId } = current;
      const blocked = await refusalOf(async () => {
        if (departmentId !== null) requireActive(await readDepartment(tx, tenantId, departmentId));
        if (parentId !== null) requireActive(await readTeam(tx, tenantId, parentId));
      });
      return previewOf(ctx, action, before, null, blocked);
    }
    if (action === 'archive') {
      const preview = await previewOf(ctx, action, before, null, []);
      const owned = await whyConnectionsStay(ctx, { kind: 'team', id }, placementAt(before, 0));
      return { ...preview, blocked: [...emptyOf(0, Math.max(0, preview.teams - 1)), ...owned] };
    }
    const idOf = (named: string | undefined, now: string | null) => (named === undefined ? now : named === 'none' ? null : named);
    const departmentId = idOf(toDepartment, current.department_id);
    const parentId = idOf(toParent, current.parent_id);
    const blocked = await refusalOf(async () => {
      requireActive(current);
      await requireTeamMove(ctx, current, { departmentId, parentId });
    });
    return previewOf(ctx, action, before, await pathOfTeam(ctx, own, departmentId, parentId), blocked);
  },
);

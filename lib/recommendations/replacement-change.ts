import { z } from 'zod';
import type { OperationContext } from '#lib/command/context.ts';
import { RouteDefinition } from '#lib/contracts/route-definition.ts';
import type { Transformation } from '#lib/contracts/transformations.ts';
import { transformationReplace } from '#lib/contracts/transformations.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { publishRoute, rollbackRoute, updateRoute } from '#lib/routes/index.ts';
import { readRoute } from '#lib/routes/route-rows.ts';
import { replaceTransformations } from '#lib/transformations/index.ts';
import { noTransformations, readTransformations } from '#lib/transformations/read-transformations.ts';
import type { Change, Fields, PlannedChange, Step } from './recommendation-kind.ts';
import { redirectTargets } from './redirect-targets.ts';

const ModelAt = z.object({ provider: z.string(), model: z.string(), connectionId: z.string().nullable() });

/** What a replaced model or connection keeps of itself: ids are UUIDs. */
export const ReplacementPlan = z.object({
  routeId: z.string().nullable(),
  /** The name that callers write. */
  requested: z.string(),
  from: ModelAt,
  to: ModelAt.extend({ connectionId: z.string(), connectionName: z.string() }),
});
export type ReplacementPlan = z.output<typeof ReplacementPlan>;

const conflict = (detail: string): AppError => new AppError('conflict', { detail });

const RouteMemo = z.object({ former: z.number(), published: z.number() });

async function redirectRoute(ctx: OperationContext, routeId: string, { from, to }: ReplacementPlan): Promise<PlannedChange> {
  const route = await readRoute(ctx, routeId);
  const { definition, draft, published_version: former, latest_version: latest } = route;
  if (definition === null || former === null) throw conflict(`${route.name} is not published any more.`);
  if (draft !== null) throw conflict(`${route.name} has a draft that is not published. Publish it or drop it first.`);
  const next = redirectTargets(definition, from, to);
  if (next === null) throw conflict(`${route.name} does not lead to ${from.model} any more, or leads to ${to.model} already.`);
  const wire = RouteDefinition.safeEncode(Object(next));
  if (!wire.success) throw conflict(`${route.name} is nested too deeply for a target more. Change it on its page.`);
  const route_id = toPublicId('route', routeId);
  const note = `Recommendation: ${from.model} → ${to.model}`;
  return {
    steps: [
      {
        ...{ executable: updateRoute, input: { route_id, draft: wire.data } },
        takeBack: { executable: updateRoute, input: { route_id, draft: null } },
      },
      { executable: publishRoute, input: { route_id, note } },
    ],
    memo: { former, published: (latest ?? 0) + 1 },
  };
}

async function rollBack(ctx: OperationContext, routeId: string, memo: Fields): Promise<readonly [Step]> {
  const { former, published } = RouteMemo.parse(memo);
  const route = await readRoute(ctx, routeId);
  if (route.published_version !== published)
    throw conflict(
      `${route.name} has version ${route.published_version ?? 'none'} in force by now, not ${published}. Change it on its page.`,
    );
  return [{ executable: rollbackRoute, input: { route_id: toPublicId('route', routeId), number: former } }];
}

const RuleMemo = z.object({ rule: z.string() });

/** Rules in force, in wire form. */
async function rulesNow({ tx, tenantId }: OperationContext): Promise<readonly Transformation[]> {
  const [{ rules } = noTransformations] = await readTransformations(tx, tenantId, 1);
  return rules;
}

const replaceRules = (rules: readonly Transformation[]): Step => ({
  executable: replaceTransformations,
  input: z.encode(transformationReplace.input, { rules: [...rules] }),
});

/** A name that rules allow: small letters, digits and dashes. */
const ruleNameOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '');

/** Adds a rule that changes requests for a model; the memo is its name. */
export async function addRule(
  ctx: OperationContext,
  { name: text, ...does }: Pick<Transformation, 'name' | 'models'> & Partial<Pick<Transformation, 'model' | 'output_tokens_max'>>,
): Promise<PlannedChange> {
  const rules = await rulesNow(ctx);
  const name = ruleNameOf(text);
  if (rules.some((rule) => rule.name === name)) throw conflict(`There is a rule ${name} already.`);
  const rule: Transformation = {
    ...{ name, enabled: true, key_ids: [], team_ids: [], protocols: [], model: null, defaults: [], forced: [], removed: [] },
    ...{ output_tokens_max: null, add_headers: [], remove_headers: [] },
    ...does,
  };
  return { steps: [replaceRules([...rules, rule])], memo: { rule: name } };
}

/** Takes the rule of a memo away again; other rules stay as they are by now. */
export async function removeRule(ctx: OperationContext, memo: Fields): Promise<readonly [Step]> {
  const { rule: name } = RuleMemo.parse(memo);
  const rules = await rulesNow(ctx);
  if (!rules.some((rule) => rule.name === name)) throw conflict(`The rule ${name} is gone already.`);
  return [replaceRules(rules.filter((rule) => rule.name !== name))];
}

/** Sends calls elsewhere: those of a route by its next version, those that name the model by a rule that asks the other in its place. */
export const replacementChange: Change = {
  apply: async (ctx, fields) => {
    const plan = ReplacementPlan.parse(fields);
    if (plan.routeId !== null) return redirectRoute(ctx, plan.routeId, plan);
    const isSameModel = plan.to.model === plan.from.model;
    const model = isSameModel ? `${plan.to.connectionName}/${plan.to.model}` : plan.to.model;
    return addRule(ctx, { name: `save ${plan.requested} to ${plan.to.model}`, models: [plan.requested], model });
  },
  undo: async (ctx, fields, memo) => {
    const { routeId } = ReplacementPlan.parse(fields);
    return routeId === null ? removeRule(ctx, memo) : rollBack(ctx, routeId, memo);
  },
};

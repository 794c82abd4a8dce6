import { and, eq, isNull } from 'drizzle-orm';
import { approvalRule } from '#db/schema/index.ts';
import { changeRule } from '#lib/approvals/change-rule.ts';
import { ruleNameTaken } from '#lib/approvals/create-rule.ts';
import { requireRule } from '#lib/approvals/require-rule.ts';
import { readRule, toStoredLevels } from '#lib/approvals/rule-rows.ts';
import { tenantPlacement } from '#lib/command/access.ts';
import type { Change } from '#lib/command/audit-writer.ts';
import { changeOf } from '#lib/command/change.ts';
import type { OperationContext } from '#lib/command/context.ts';
import { refuseDuplicate } from '#lib/command/refuse-duplicate.ts';
import { ApprovalRule } from '#lib/contracts/approval-rules.ts';
import type { BillingSettings } from '#lib/contracts/billing.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import type { BillingPlace } from './billing-place.ts';

type Hierarchy = BillingSettings['approval_hierarchy'];

const levelsOf = (hierarchy: Hierarchy): ApprovalRule['levels'] =>
  hierarchy.map(({ role, threshold }) => ({ role, user_ids: [], up_to_usd: threshold }));

const ruleName = ({ name }: BillingPlace): string => `${name}, budget raises`.slice(0, 120);

/** The places that rules of approvals can be for. */
type RulePlace = BillingPlace & { readonly kind: Exclude<BillingPlace['kind'], 'project'> };

/** Projects have no rules of their own: their budgets are raised as those of their team are. */
function rulePlaceOf(place: BillingPlace): RulePlace {
  const { kind } = place;
  if (kind !== 'project') return { ...place, kind };
  const detail = 'A project has no approvers of its own: those of its team decide about its budgets';
  throw new AppError('validation_failed', { errors: [{ pointer: '/approval_hierarchy', detail }] });
}

/** The rule that these settings made for the place. */
async function findRule({ tx, tenantId }: OperationContext, place: RulePlace): Promise<string | undefined> {
  const [row] = await tx
    .select({ id: approvalRule.id })
    .from(approvalRule)
    .where(
      and(
        ...[eq(approvalRule.tenantId, tenantId), eq(approvalRule.kind, 'budget_raise'), eq(approvalRule.name, ruleName(place))],
        ...[eq(approvalRule.scopeKind, place.kind), isNull(approvalRule.archivedAt)],
        place.kind === 'tenant' ? isNull(approvalRule.scopeId) : eq(approvalRule.scopeId, place.id),
      ),
    );
  return row?.id;
}

/** Whoever could change who approves could approve for himself, so it takes what rules of approvals take. */
async function requireChain(ctx: OperationContext, hierarchy: Hierarchy): Promise<void> {
  if (!ctx.access.allows('approvals.write', tenantPlacement)) {
    const errors = [{ pointer: '/approval_hierarchy', detail: 'This needs the permission approvals.write on the organization' }];
    throw new AppError('forbidden', { detail: 'Who approves is changed by those who may change rules of approvals.', errors });
  }
  const errors = hierarchy.flatMap(({ threshold }, index) =>
    index > 0 && threshold <= (hierarchy[index - 1]?.threshold ?? 0n)
      ? [{ pointer: `/approval_hierarchy/${index}/threshold`, detail: 'Each level approves more than the one before' }]
      : [],
  );
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  const rule: Pick<ApprovalRule, 'kind' | 'above_usd' | 'providers' | 'models' | 'restricted' | 'levels'> = {
    ...{ kind: 'budget_raise', above_usd: null, providers: [], models: [], restricted: false, levels: levelsOf(hierarchy) },
  };
  await requireRule(ctx, rule).catch((error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    const mapped = error.errors.map((one) => ({ ...one, pointer: one.pointer.replace('/levels/', '/approval_hierarchy/') }));
    throw new AppError(error.code, { errors: mapped });
  });
}

/**
 * Makes the rule for raises of budgets at the place follow the hierarchy: each role approves amounts up to its threshold, and
 * above the last one all of them do. Answers what the audit trail keeps; nothing where nothing changed.
 */
export async function setApprovalChain(ctx: OperationContext, at: BillingPlace, was: Hierarchy, will: Hierarchy): Promise<Change[]> {
  const asText = (hierarchy: Hierarchy) => hierarchy.map(({ role, threshold }) => `${role} ${threshold}`).join();
  if (asText(was) === asText(will)) return [];
  const place = rulePlaceOf(at);
  await requireChain(ctx, will);
  const id = await findRule(ctx, place);
  if (id !== undefined) {
    const columns = will.length === 0 ? { enabled: false, archivedAt: ctx.now } : { levels: toStoredLevels(levelsOf(will)) };
    return [...((await changeRule(ctx, await readRule(ctx, id), columns)).changes ?? [])];
  }
  if (will.length === 0) return [];
  const made = newUuid(ctx.now.getTime());
  const values = {
    ...{ tenantId: ctx.tenantId, id: made, name: ruleName(place), kind: 'budget_raise' as const, scopeKind: place.kind },
    ...{ scopeId: place.kind === 'tenant' ? null : place.id, levels: toStoredLevels(levelsOf(will)) },
    ...{ createdAt: ctx.now, updatedAt: ctx.now },
  };
  await refuseDuplicate(
    'approval_rule_name',
    { ...ruleNameTaken, pointer: '/approval_hierarchy' },
    ctx.tx.insert(approvalRule).values(values),
  );
  return [changeOf('approval_rule', 'approvalRule', ApprovalRule, null, await readRule(ctx, made))];
}

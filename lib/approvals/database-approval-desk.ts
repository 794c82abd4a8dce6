import { and, count, desc, eq, gt, gte, inArray, or, sql } from 'drizzle-orm';
import type { AppDatabase } from '#db/client.ts';
import type { ApprovalPolicy } from '#db/schema/approvals.ts';
import { approval, approvalRule, approvalStep, userAccount, virtualKey } from '#db/schema/index.ts';
import { inTenant } from '#db/tenant.ts';
import { type AuditOrigin, writeAudit } from '#lib/command/audit-writer.ts';
import type { Clock } from '#lib/core/clock.ts';
import { AppError } from '#lib/core/errors.ts';
import { toPublicId } from '#lib/core/ids.ts';
import { formatUsd } from '#lib/core/money.ts';
import type { ApprovalDesk, AskedApproval, CallToApprove, Demand, UseOutcome } from './approval-desk.ts';
import type { DeskContext } from './desk-context.ts';
import { isAutomatic, policyOf, rulesAt, type StoredRule } from './find-policy.ts';
import { openApproval } from './open-approval.ts';
import { placeOf } from './resolve-approvers.ts';

/** Calls of one key that wait for an approval, at most: a script that tries a thousand prompts asks nobody a thousand times. */
const waitingMax = 20;
/** How long a rejection answers the same call again, without asking anybody. */
const rejectedHours = 24;
const hourMs = 3_600_000;
/** Times that two processes may ask for the same call at the same moment. */
const triesMax = 3;

const isDuplicate = (error: unknown): boolean => {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1)
    if (Reflect.get(at, 'code') === '23505') return true;
  return false;
};

/** Approvals of calls in PostgreSQL: only calls that need one come here, for one round trip or two. */
export class DatabaseApprovalDesk implements ApprovalDesk {
  readonly #app: AppDatabase;
  readonly #clock: Clock;
  readonly #keyPepper: Buffer;

  constructor({ app, clock, keyPepper }: { readonly app: AppDatabase; readonly clock: Clock; readonly keyPepper: Buffer }) {
    this.#app = app;
    this.#clock = clock;
    this.#keyPepper = keyPepper;
  }

  async ask(call: CallToApprove, demand: Demand): Promise<AskedApproval> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#inTenant(call, async (desk) => (await known(desk, call)) ?? (await open(desk, call, demand)));
      } catch (error) {
        if (tried === triesMax || !isDuplicate(error)) throw error;
      }
    }
  }

  use(approvalId: string, call: CallToApprove): Promise<UseOutcome> {
    return this.#inTenant(call, async (desk) => {
      const { tx, now } = desk;
      const isExact = and(eq(approval.usesMax, 1), eq(approval.requestHash, call.requestHash));
      const [taken] = await tx
        .update(approval)
        .set({
          uses: sql`${approval.uses} + 1`,
          state: sql`case when ${approval.uses} + 1 >= ${approval.usesMax} then 'used' else 'approved' end`,
          updatedAt: now,
          version: sql`${approval.version} + 1`,
        })
        .where(
          and(
            ...[
              eq(approval.tenantId, call.tenantId),
              eq(approval.id, approvalId),
              eq(approval.kind, 'request'),
              eq(approval.state, 'approved'),
            ],
            ...[eq(approval.keyId, call.principal.keyId), eq(approval.model, call.model), gte(approval.amountNanoUsd, call.boundNanoUsd)],
            ...[gt(approval.usableUntilAt, now), or(gt(approval.usesMax, 1), isExact)],
          ),
        )
        .returning({ uses: approval.uses, state: approval.state });
      if (taken === undefined) return whyNot(desk, call, approvalId);
      await record(desk, call, 'approval.use', approvalId, {
        uses: taken.uses,
        state: taken.state,
        call_id: toPublicId('request', call.callId),
      });
      return 'used';
    });
  }

  async giveBack(approvalId: string, call: CallToApprove): Promise<void> {
    await this.#inTenant(call, async (desk) => {
      await desk.tx
        .update(approval)
        .set({ uses: sql`${approval.uses} - 1`, state: 'approved', updatedAt: desk.now, version: sql`${approval.version} + 1` })
        .where(
          and(
            ...[eq(approval.tenantId, call.tenantId), eq(approval.id, approvalId), gt(approval.uses, 0)],
            inArray(approval.state, ['approved', 'used']),
          ),
        );
      await record(desk, call, 'approval.give_back', approvalId, { call_id: toPublicId('request', call.callId) });
    });
  }

  async #inTenant<Value>({ tenantId }: CallToApprove, work: (desk: DeskContext) => Promise<Value>): Promise<Value> {
    const now = new Date(this.#clock.now());
    return inTenant(this.#app, tenantId, (tx) => work({ tx, tenantId, now, runtime: { keyPepper: this.#keyPepper } }));
  }
}

/** What is known of the very same call of the same key: waiting, approved, or rejected not long ago. */
async function known(
  { tx, now }: DeskContext,
  { tenantId, principal, requestHash, boundNanoUsd }: CallToApprove,
): Promise<AskedApproval | null> {
  const isLive = or(
    eq(approval.state, 'pending'),
    and(eq(approval.state, 'approved'), gt(approval.usableUntilAt, now), gte(approval.amountNanoUsd, boundNanoUsd)),
    and(eq(approval.state, 'rejected'), gt(approval.decidedAt, new Date(now.getTime() - rejectedHours * hourMs))),
  );
  const [found] = await tx
    .select({ id: approval.id, state: approval.state })
    .from(approval)
    .where(and(eq(approval.tenantId, tenantId), eq(approval.keyId, principal.keyId), eq(approval.requestHash, requestHash), isLive))
    .orderBy(desc(approval.createdAt), desc(approval.id))
    .limit(1);
  if (found === undefined) return null;
  const [ended] = await tx
    .select({ state: approvalStep.state, comment: approvalStep.comment })
    .from(approvalStep)
    .where(and(eq(approvalStep.tenantId, tenantId), eq(approvalStep.approvalId, found.id)))
    .orderBy(desc(approvalStep.level))
    .limit(1);
  const state = found.state === 'approved' || found.state === 'rejected' ? found.state : 'pending';
  return { approvalId: found.id, state, isAutomatic: ended?.state === 'auto', comment: ended?.comment ?? '' };
}

/** The rule that asked for the approval, as it is now; the nearest one for calls where none did. */
async function ruleOf(desk: DeskContext, ruleId: string | null, { principal }: CallToApprove): Promise<StoredRule | undefined> {
  if (ruleId === null) return (await rulesAt(desk, 'request', await placeOf(desk, principal)))[0];
  const [rule] = await desk.tx
    .select()
    .from(approvalRule)
    .where(and(eq(approvalRule.tenantId, desk.tenantId), eq(approvalRule.id, ruleId)));
  return rule;
}

/** How the approval is decided: as the rule says, but by whom and in what time as what asked for it says. */
function policyFor(rule: StoredRule | undefined, boundNanoUsd: bigint, deciders: Demand['deciders']): ApprovalPolicy {
  const usual = policyOf(rule, boundNanoUsd);
  if (deciders === undefined) return usual;
  const { name, userIds, role, timeoutHours } = deciders;
  const timed = { ...usual, rule_name: name, timeout_hours: timeoutHours ?? usual.timeout_hours };
  if (userIds.length === 0 && role === null) return timed;
  return { ...timed, levels: [{ role, user_ids: [...userIds], up_to_nano_usd: null }], needed: 1 };
}

async function open(desk: DeskContext, call: CallToApprove, { ruleId, provider, because, deciders }: Demand): Promise<AskedApproval> {
  const { tx, tenantId } = desk;
  const { principal, model, boundNanoUsd, requestHash } = call;
  const isWaiting = and(eq(approval.tenantId, tenantId), eq(approval.keyId, principal.keyId), eq(approval.state, 'pending'));
  const [row] = await tx.select({ waiting: count() }).from(approval).where(isWaiting);
  if ((row?.waiting ?? 0) >= waitingMax) return { approvalId: null, state: 'pending', isAutomatic: false, comment: '' };
  const rule = await ruleOf(desk, ruleId, call);
  // Whoever is named decides, whatever a rule would let through by itself.
  const automatic = deciders === undefined && isAutomatic(rule, boundNanoUsd);
  const made = await openApproval(desk, {
    ...{ kind: 'request', requesterId: principal.userId, keyId: principal.keyId, teamId: principal.teamId },
    ...{
      departmentId: principal.departmentId,
      title: model === '' ? `A request to ${provider}` : `A call of ${model}`,
      reason: `It needs an approval because ${because}.`,
    },
    ...{ subject: { model, provider, because }, amountNanoUsd: boundNanoUsd, requestHash, model, provider },
    ...{ policy: policyFor(rule, boundNanoUsd, deciders), isAutomatic: automatic },
  });
  const after = { kind: made.kind, title: made.title, state: made.state, amount_usd: formatUsd(boundNanoUsd), model, provider };
  await record(desk, call, 'approval.request', made.id, after);
  return { approvalId: made.id, state: automatic ? 'approved' : 'pending', isAutomatic: automatic, comment: '' };
}

async function whyNot({ tx, now }: DeskContext, { tenantId, principal }: CallToApprove, approvalId: string): Promise<UseOutcome> {
  const [found] = await tx
    .select({ state: approval.state, usableUntilAt: approval.usableUntilAt })
    .from(approval)
    .where(
      and(
        ...[eq(approval.tenantId, tenantId), eq(approval.id, approvalId), eq(approval.kind, 'request')],
        eq(approval.keyId, principal.keyId),
      ),
    );
  if (found === undefined) return 'unknown';
  if (found.state === 'pending' || found.state === 'rejected') return found.state;
  const isOver = found.state !== 'approved' || found.usableUntilAt === null || found.usableUntilAt <= now;
  return isOver ? 'over' : 'unfit';
}

/** The audit entry of what a call did; it is the key's, and its owner's where it has one. */
async function record(desk: DeskContext, call: CallToApprove, action: string, approvalId: string, after: object): Promise<void> {
  const { tx, tenantId, now } = desk;
  const { keyId, userId } = call.principal;
  const [key] = await tx
    .select({ display: virtualKey.display, email: userAccount.email })
    .from(virtualKey)
    .leftJoin(userAccount, and(eq(userAccount.tenantId, virtualKey.tenantId), eq(userAccount.id, virtualKey.userId)))
    .where(and(eq(virtualKey.tenantId, tenantId), eq(virtualKey.id, keyId)));
  if (key === undefined) throw new AppError('key_disabled');
  const origin: AuditOrigin = {
    ...{ tenantId, actorKind: userId === null ? 'system' : 'user', actorId: userId, actorName: key.email ?? key.display },
    ...{ ip: null, userAgent: '', requestId: call.callId },
  };
  const id = toPublicId('approval', approvalId);
  const change = { resource: 'approval', id, before: null, after: { ...after, key_id: toPublicId('key', keyId) } };
  await writeAudit(tx, origin, action, [change], now);
}

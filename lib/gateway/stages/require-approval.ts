import { hash } from 'node:crypto';
import type { AskedApproval, CallToApprove, Demand, UseOutcome } from '#lib/approvals/approval-desk.ts';
import type { ApprovalNeed, TenantApprovals } from '#lib/approvals/tenant-approvals.ts';
import { AppError } from '#lib/core/errors.ts';
import { fromPublicId, toPublicId } from '#lib/core/ids.ts';
import { formatUsd, type NanoUsd } from '#lib/core/money.ts';
import { keyedHash } from '#lib/core/secrets.ts';
import { shapingHeaders } from '../cache/answer-key.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { Target } from '../providers/provider.ts';
import { boundAt } from './bound-at.ts';

/** The header by which a call names its approval, and by which it is told which one it needs. */
export const approvalHeader = 'x-tollgate-approval';

/** A target with what a call can cost there, and why it may not be sent there without an approval. */
interface Weighed<Weighable extends Target = Target> {
  readonly target: Weighable;
  readonly boundNanoUsd: NanoUsd;
  readonly need: ApprovalNeed | null;
}

function weigh<Weighable extends Target>(
  call: GatewayCall,
  { principal }: Caller,
  approvals: TenantApprovals,
  asked: Asked,
  target: Weighable,
): Weighed<Weighable> {
  const { model, connection, provider } = target;
  const boundNanoUsd = boundAt(call, asked, target);
  const models = [model, `${connection.name}/${model}`, asked.ask.model];
  return { target, boundNanoUsd, need: approvals.need(principal, { provider: provider.name, models, boundNanoUsd }) };
}

const dollars = (nano: NanoUsd): string => `$${formatUsd(nano).replace(/0{1,7}$/, '')}`;

function reasonOf({ because, aboveNanoUsd }: ApprovalNeed, { boundNanoUsd, target }: Weighed): string {
  if (because === 'provider') return `the provider ${target.provider.label} is approval-only`;
  if (because === 'model') return `the model ${target.model} needs one`;
  return `it can cost ${dollars(boundNanoUsd)}, which is more than ${dollars(aboveNanoUsd ?? 0n)}`;
}

const restricted = ({ target, need }: Weighed): AppError =>
  new AppError('model_not_allowed', {
    detail: `${need?.because === 'model' ? `The model "${target.model}"` : `The provider ${target.provider.label}`} is restricted here. Ask for access for this key or its team, in the console or by POST /api/v1/approvals.`,
    errors: [{ pointer: '/model', detail: 'restricted' }],
  });

/**
 * The targets that a call may be sent to: those that need no approval, as long as there are any; else all that its approval
 * covers. Throws `approval_required` with the id of the approval that was asked for, or `model_not_allowed` where only access
 * helps. Nothing of it waits where no rule is about the key, or where a target needs none.
 */
export function requireApproval<Weighable extends Target>(
  call: GatewayCall,
  caller: Caller,
  approvals: TenantApprovals,
  asked: Asked,
  targets: readonly Weighable[],
  sent: Buffer,
): readonly Weighable[] | Promise<readonly Weighable[]> {
  if (!approvals.concerns(caller.principal)) return targets;
  const weighed = targets.map((target) => weigh(call, caller, approvals, asked, target));
  const free = weighed.filter(({ need }) => need === null);
  const isNamed = call.request.header(approvalHeader) !== undefined;
  if (free.length === weighed.length || (free.length > 0 && !isNamed)) return free.map(({ target }) => target);
  const open = weighed.filter(({ need }) => need?.isRestricted !== true);
  const [first] = weighed;
  const [needing] = open.filter(({ need }) => need !== null);
  if (needing?.need === null || needing?.need === undefined) {
    if (free.length > 0) return free.map(({ target }) => target);
    throw first === undefined ? new AppError('internal', { internal: 'A call without a target asks for an approval' }) : restricted(first);
  }
  const { need } = needing;
  let boundNanoUsd = 0n;
  for (const one of open) if (one.boundNanoUsd > boundNanoUsd) boundNanoUsd = one.boundNanoUsd;
  const demand = { ruleId: need.ruleId, provider: needing.target.provider.name, because: reasonOf(need, needing) };
  return demandApproval(call, caller, asked, sent, boundNanoUsd, demand).then(() => open.map(({ target }) => target));
}

/** What of a call an approval is about: an approval of one call covers the very same bytes, and no others. */
function callToApprove(call: GatewayCall, { principal }: Caller, asked: Asked, sent: Buffer, boundNanoUsd: NanoUsd): CallToApprove {
  const { method, path, query } = call.request;
  const headers = shapingHeaders.map((name) => call.request.header(name) ?? null);
  const holder = principal.loan === undefined ? [] : [principal.loan.loanId];
  const request = JSON.stringify([
    'approval',
    ...holder,
    method,
    path,
    query,
    call.route?.name ?? null,
    headers,
    hash('sha256', sent, 'hex'),
  ]);
  return {
    ...{ tenantId: principal.tenantId, principal, callId: call.id, model: asked.ask.model, boundNanoUsd },
    requestHash: keyedHash(call.runtime.settings.keyPepper, request),
  };
}

/**
 * Lets a call pass that names an approval which covers it, and takes a use of that; else asks for one, which is the answer
 * to the caller: throws `approval_required`. Also what budgets call that want large requests approved.
 */
export async function demandApproval(
  call: GatewayCall,
  caller: Caller,
  asked: Asked,
  sent: Buffer,
  boundNanoUsd: NanoUsd,
  demand: Demand,
): Promise<void> {
  const { approvals: desk } = call.runtime;
  // A person has consented to this very call already, for as much: one that budgets and rules want approved needs one use.
  if (call.approval !== null && boundNanoUsd <= call.approval.call.boundNanoUsd) return;
  if (desk === null)
    throw new AppError('approval_required', { detail: `It needs an approval because ${demand.because}, and none can be asked for here.` });
  const toApprove = callToApprove(call, caller, asked, sent, boundNanoUsd);
  const named = call.request.header(approvalHeader);
  const outcome = named === undefined ? null : await use(call, fromPublicId('approval', named.trim()), toApprove);
  if (outcome === 'used') return;
  const answer = await call.wait(desk.ask(toApprove, demand));
  if (answer.isAutomatic && answer.approvalId !== null && (await use(call, answer.approvalId, toApprove)) === 'used') return;
  throw required(answer, demand, outcome);
}

async function use(call: GatewayCall, approvalId: string | undefined, toApprove: CallToApprove): Promise<UseOutcome> {
  const { approvals: desk } = call.runtime;
  if (approvalId === undefined || desk === null) return 'unknown';
  const using = desk.use(approvalId, toApprove);
  // Who leaves while it is taken must not keep it.
  const outcome = await call.wait(using, () => {
    using.then((taken) => (taken === 'used' ? desk.giveBack(approvalId, toApprove) : undefined)).catch(() => {});
  });
  if (outcome === 'used') call.approval = { approvalId, call: toApprove };
  return outcome;
}

const whyUnused: Readonly<Record<Exclude<UseOutcome, 'used'>, string>> = {
  unknown: 'The header x-tollgate-approval names no approval of this key. ',
  unfit: 'The approval that the call names is for another model, another request or less money. ',
  over: 'The approval that the call names is used up or over. ',
  pending: '',
  rejected: '',
};

/** What the caller is told, with the id of the approval in the detail, in the body and in a header. */
function required({ approvalId, state, comment }: AskedApproval, { because }: Demand, outcome: UseOutcome | null): AppError {
  const before = outcome === null || outcome === 'used' ? '' : whyUnused[outcome];
  if (approvalId === null)
    return new AppError('approval_required', {
      detail: `${before}The call needs an approval because ${because}. Too many calls of this key wait for one already, so none was asked for.`,
    });
  const id = toPublicId('approval', approvalId);
  const next = {
    pending: `${id} was asked for and waits. Once it is approved, send the same request with the header ${approvalHeader}: ${id}.`,
    approved: `${id} is approved: send the same request with the header ${approvalHeader}: ${id}.`,
    rejected: `${id} was rejected${comment === '' ? '' : `: ${comment}`}${comment.endsWith('.') ? '' : '.'}`,
  };
  return new AppError('approval_required', {
    detail: `${before}The call needs an approval because ${because}. ${next[state]}`,
    headers: { [approvalHeader]: id },
    members: { approval_id: id },
  });
}

/** Gives the use of an approval back that a call took which failed before it could cost anything. */
export async function returnApproval(call: GatewayCall): Promise<void> {
  const { approval, runtime } = call;
  const isAnswered = call.sentStatus !== null && call.sentStatus < 400;
  if (approval === null || runtime.approvals === null || isAnswered || call.mayBeBilled) return;
  try {
    await runtime.approvals.giveBack(approval.approvalId, approval.call);
  } catch (err) {
    runtime.logger.warn({ err, request_id: call.requestId }, 'The approval of a failed call could not be given back');
  }
}

import type { TenantApprovals } from '#lib/approvals/tenant-approvals.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { requireApproval } from '../stages/require-approval.ts';
import type { Course } from './course.ts';

/**
 * Asks for the approval that a call of one way needs. Long work is judged as what it is, by its own model and all that it can
 * cost: the call that begins it has no model and costs nothing. Throws, or rejects with, what `requireApproval` does.
 */
export async function approveCourse(
  call: GatewayCall,
  caller: Caller,
  approvals: TenantApprovals,
  asked: Asked,
  { course: { work }, target }: { readonly course: Course; readonly target: RoutedTarget },
  sent: Buffer,
): Promise<void> {
  if (work === undefined) {
    await requireApproval(call, caller, approvals, asked, [target], sent);
    return;
  }
  const { model, bound } = work;
  const judged = { ...target, model, spoken: { ...target.spoken, bound: () => bound } };
  await requireApproval(call, caller, approvals, { ...asked, ask: { ...asked.ask, model } }, [judged], sent);
}

import type { z } from 'zod';
import type { Tone } from '#components/ui/badge.tsx';
import type { Approval, ApprovalKind, ApprovalWithContext } from '#lib/contracts/approvals.ts';

/** An approval in wire form, as pages get it. */
export type ApprovalRow = z.input<typeof Approval>;
export type ApprovalDetail = z.input<typeof ApprovalWithContext>;

/** What each kind is called. */
export const kindWords: Readonly<Record<ApprovalKind, string>> = {
  request: 'Call',
  budget_raise: 'Budget raise',
  model_access: 'Model access',
  provider_access: 'Provider access',
  key_request: 'Virtual key',
  project_start: 'Start of a project',
};

/** What an approval of the kind brings about, in a sentence. */
export const effectWords: Readonly<Record<ApprovalKind, string>> = {
  request: 'The call can then be sent; what it can cost is held in its budgets as ever.',
  budget_raise: 'The limit is raised at once, and holds in every process within two seconds.',
  model_access: 'The models are open to the key or team within two seconds.',
  provider_access: 'The providers are open to the key or team within two seconds.',
  key_request: 'Who asked can then take the key, which is shown once.',
  project_start: 'The project is active at once, and its calls are served within two seconds.',
};

export const stateWords: Readonly<Record<ApprovalRow['state'], string>> = {
  pending: 'Waiting',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
  cancelled: 'Taken back',
  used: 'Used',
};

export const stateTones: Readonly<Record<ApprovalRow['state'], Tone>> = {
  pending: 'warning',
  approved: 'success',
  rejected: 'danger',
  expired: 'outline',
  cancelled: 'outline',
  used: 'neutral',
};

export const stepWords: Readonly<Record<ApprovalRow['steps'][number]['state'], string>> = {
  pending: 'Asked',
  approved: 'Approved',
  rejected: 'Rejected',
  escalated: 'Not decided in time, passed on',
  expired: 'Not decided in time',
  cancelled: 'Taken back',
  auto: 'Approved by rule',
};

/** Nano-dollars of an amount on the wire: always nine places. */
export const nanoOf = (usd: string): bigint => BigInt(usd.replace('.', ''));

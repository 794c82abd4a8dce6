import type { NanoUsd } from '#lib/core/money.ts';
import type { CallingPrincipal } from './tenant-approvals.ts';

/** A call of the gateway that needs an approval. */
export interface CallToApprove {
  readonly tenantId: string;
  readonly principal: CallingPrincipal & { readonly userId: string | null };
  /** UUID of the call. */
  readonly callId: string;
  /** Keyed hash of the request. */
  readonly requestHash: string;
  /** As the caller named it. */
  readonly model: string;
  /** The most that it can cost wherever it may be sent. */
  readonly boundNanoUsd: NanoUsd;
}

/** Why it needs one. */
export interface Demand {
  /** Null where no rule of approvals asks for it. */
  readonly ruleId: string | null;
  readonly provider: string;
  /** A clause for people, such as "it can cost more than $5". */
  readonly because: string;
  /** Who decides and how long they have, in place of the approval rules; absent where those say. */
  readonly deciders?: Deciders | undefined;
}

/** Who decides about an approval, where that is said with what asks for it. */
export interface Deciders {
  /** What says so, for people. */
  readonly name: string;
  /** UUIDs; with `role` null and none of them, the rules say who. */
  readonly userIds: readonly string[];
  readonly role: string | null;
  readonly timeoutHours: number | null;
}

/** What the caller is to be told: there is one, and how it stands. */
export interface AskedApproval {
  /** Null where too many wait already. */
  readonly approvalId: string | null;
  readonly state: 'pending' | 'approved' | 'rejected';
  /** A rule has approved it at once. */
  readonly isAutomatic: boolean;
  /** The reason of a rejection. */
  readonly comment: string;
}

/** A use of an approval that a call has taken. */
export interface ApprovalUse {
  readonly approvalId: string;
  readonly call: CallToApprove;
}

/** What came of using an approval: `unfit` is one of another key, model or request, or for less money. */
export type UseOutcome = 'used' | 'unknown' | 'unfit' | 'pending' | 'rejected' | 'over';

/** Where calls ask for approvals and use them, for all processes together; every method rejects when the database is away. */
export interface ApprovalDesk {
  /** Asks once, however often and wherever the same call of the same key comes. */
  ask(call: CallToApprove, demand: Demand): Promise<AskedApproval>;
  /** Takes one use of an approval. Exactly as many calls as were approved get `used`. */
  use(approvalId: string, call: CallToApprove): Promise<UseOutcome>;
  /** The call that took it came to nothing and cost nothing. */
  giveBack(approvalId: string, call: CallToApprove): Promise<void>;
}

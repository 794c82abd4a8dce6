/** A running loan as its use is counted; oldest first. */
export interface LoanShare {
  readonly id: string;
  readonly outstandingNanoUsd: bigint;
}

/**
 * What a borrower spent of each of its loans in one period. Its own money goes first, then the loans in their order;
 * `ownNanoUsd` is what it may spend without them. What was spent beyond everything is nobody's loan.
 */
export function usesOf(loans: readonly LoanShare[], spentNanoUsd: bigint, ownNanoUsd: bigint): ReadonlyMap<string, bigint> {
  const own = ownNanoUsd > 0n ? ownNanoUsd : 0n;
  let beyond = spentNanoUsd > own ? spentNanoUsd - own : 0n;
  return new Map(
    loans.map(({ id, outstandingNanoUsd }) => {
      const used = beyond < outstandingNanoUsd ? beyond : outstandingNanoUsd;
      beyond -= used;
      return [id, used];
    }),
  );
}

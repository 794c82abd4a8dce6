import type { ApprovalLevel } from '#db/schema/approvals.ts';

const limitOf = ({ up_to_nano_usd }: ApprovalLevel): bigint | null => (up_to_nano_usd === null ? null : BigInt(up_to_nano_usd));

/**
 * How many levels, from the first, have to approve an amount: up to the first one whose limit covers it; all of them where
 * none does. Without an amount the first one decides alone.
 */
export function neededLevels(levels: readonly ApprovalLevel[], amountNanoUsd: bigint | null): number {
  if (amountNanoUsd === null) return 1;
  const covering = levels.findIndex((level) => {
    const limit = limitOf(level);
    return limit === null || amountNanoUsd <= limit;
  });
  return covering === -1 ? levels.length : covering + 1;
}

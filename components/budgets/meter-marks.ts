/** Amounts of a meter in nano-USD. */
export interface MeterAmounts {
  readonly limit: bigint;
  readonly spent: bigint;
  readonly reserved: bigint;
  readonly expected: bigint | null;
  /** Percent of the limit. */
  readonly thresholds: readonly number[];
}

/** Where the parts of a meter lie: `…At` and `…To` are shares of its width, `…Share` shares of the limit. */
export interface MeterMarks {
  readonly limitAt: number;
  readonly spentTo: number;
  readonly reservedTo: number;
  readonly expectedAt: number | null;
  readonly ticksAt: readonly number[];
  readonly spentShare: number;
  readonly reservedShare: number;
  readonly expectedShare: number | null;
}

/** The track is no longer than this many limits: one that is passed many times over would shrink to nothing. */
const limitsMax = 1.5;

/** The geometry of a budget meter. A limit of nothing is passed by anything that is spent. */
export function meterMarks({ limit, spent, reserved, expected, thresholds }: MeterAmounts): MeterMarks {
  const shareOf = (amount: bigint): number => (limit > 0n ? Number(amount) / Number(limit) : amount > 0n ? limitsMax : 0);
  const [spentShare, takenShare] = [shareOf(spent), shareOf(spent + reserved)];
  const expectedShare = expected === null ? null : shareOf(expected);
  const width = Math.min(limitsMax, Math.max(1, takenShare, expectedShare ?? 0));
  const at = (share: number): number => Math.min(1, Math.max(0, share / width));
  return {
    limitAt: at(1),
    spentTo: at(spentShare),
    reservedTo: at(takenShare),
    expectedAt: expectedShare === null ? null : at(expectedShare),
    ticksAt: thresholds.filter((percent) => percent < 100).map((percent) => at(percent / 100)),
    spentShare,
    reservedShare: shareOf(reserved),
    expectedShare,
  };
}

import { describe, expect, it } from 'vitest';
import { Random } from '#tests/support/random.ts';
import { type AllocatedLine, spreadShared } from './spread-shared.ts';

const line = (teamId: string | null, amountNanoUsd: bigint, more: Partial<AllocatedLine> = {}): AllocatedLine => ({
  ...{ kind: 'usage', teamId, teamName: teamId, provider: 'openai', model: 'm', calls: 1, inputTokens: 0, outputTokens: 0 },
  ...{ amountNanoUsd, costCenter: teamId === null ? 'place' : `center of ${teamId}`, ...more },
});
const share = (teamId: string | null, amountNanoUsd: bigint) => ({ ...line(teamId, amountNanoUsd), costCenterId: 'carried' });
const told = (borne: ReturnType<typeof spreadShared>) =>
  borne.map(({ teamId, costCenter, amountNanoUsd }) => `${teamId} ${costCenter} ${amountNanoUsd}`);

describe('[COST-7] what no team used', () => {
  const lines = [line('a', 300n), line('b', 100n), line(null, 40n), line(null, -5n, { kind: 'adjustment' })];

  it('stays with the place, is borne by what teams used, or evenly', () => {
    expect(told(spreadShared(lines, [], 'direct'))).toEqual(['a center of a 300', 'b center of b 100', 'null place 40', 'null place -5']);
    expect(told(spreadShared(lines, [], 'proportional'))).toEqual([
      ...['a center of a 300', 'b center of b 100'],
      ...['a center of a 30', 'b center of b 10', 'null place -5'],
    ]);
    expect(told(spreadShared(lines, [], 'even'))).toEqual([
      ...['a center of a 300', 'b center of b 100'],
      ...['a center of a 20', 'b center of b 20', 'null place -5'],
    ]);
  });

  it('is without what calls carried, and stays with the place where no team used anything', () => {
    expect(told(spreadShared(lines, [share(null, 30n), share('a', 300n)], 'even'))).toEqual([
      ...['a center of a 0', 'b center of b 100'],
      ...['a center of a 5', 'b center of b 5', 'null place -5'],
    ]);
    expect(told(spreadShared([line(null, 7n)], [], 'proportional'))).toEqual(['null place 7']);
  });

  it('sums to the lines, whatever they are', () => {
    const random = new Random(3);
    for (let round = 0; round < 300; round += 1) {
      const some = Array.from({ length: 1 + random.below(12) }, () =>
        line(random.pick([null, 'a', 'b', 'c']), BigInt(random.below(10_000_000) - 50), { model: random.pick(['m', 'n']) }),
      );
      const sum = some.reduce((total, { amountNanoUsd }) => total + amountNanoUsd, 0n);
      for (const method of ['direct', 'proportional', 'even'] as const) {
        expect(spreadShared(some, [], method).reduce((total, { amountNanoUsd }) => total + amountNanoUsd, 0n)).toBe(sum);
      }
    }
  });
});

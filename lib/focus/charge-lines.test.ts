import { describe, expect, it } from 'vitest';
import { priceCall } from '#lib/catalog/price-call.ts';
import { SampleCharges } from '#tests/support/sample-charges.ts';
import { ChargeLines } from './charge-lines.ts';
import { decimal } from './focus-row.ts';

describe('[COST-7] the lines of a charge period', () => {
  it.each([1, 2, 3, 4, 5])('are, with what is beside them, the sum of their calls (seed %i)', (seed) => {
    const charges = new ChargeLines();
    let picoUsd = 0n;
    for (const [call, price] of new SampleCharges(seed).calls(3_000)) {
      charges.add(call, price);
      picoUsd += call.costNanoUsd * 1000n;
    }
    const ofLines = charges.lines().reduce((sum, line) => sum + BigInt(line.units) * line.picoUsdPerUnit, 0n);
    const ofRest = charges.rest().reduce((sum, rest) => sum + rest.picoUsd, 0n);
    expect(ofLines + ofRest).toBe(picoUsd);
    expect(charges.lines().some(({ fromTokens }) => fromTokens > 0)).toBe(true);
  });

  it('take the cost of a call as it is where its tokens or its price are not known', () => {
    const charges = new ChargeLines();
    for (const [call, price] of new SampleCharges(1).calls(1)) {
      charges.add({ ...call, isMetered: false, costNanoUsd: 5n }, price);
      charges.add({ ...call, isMetered: true, costNanoUsd: 7n }, undefined);
    }
    expect(charges.lines()).toEqual([]);
    expect(charges.rest()).toMatchObject([{ picoUsd: 12_000n, calls: 2 }]);
  });

  it('tell a cost that its lines do not explain, such as that of an attempt without an answer, from their rounding', () => {
    const [rounded, more] = [new ChargeLines(), new ChargeLines()];
    for (const [call, price] of new SampleCharges(1).calls(1)) {
      const metered = { ...call, isMetered: true, costNanoUsd: priceCall(call.usage, price).nanoUsd };
      rounded.add(metered, price);
      more.add({ ...metered, costNanoUsd: metered.costNanoUsd + 400_000n }, price);
    }
    expect(rounded.rest().every(({ calls }) => calls === 0)).toBe(true);
    expect(more.rest()).toMatchObject([{ calls: 1 }]);
    expect(more.lines()).toEqual(rounded.lines());
  });
});

describe('decimals', () => {
  it.each([
    [0n, 12, '0'],
    [1n, 12, '0.000000000001'],
    [-2_500_000_000_000n, 12, '-2.5'],
    [1_234n, 0, '1234'],
    [1_500n, 3, '1.5'],
  ])('%i of 10^-%i is %s', (value, places, text) => {
    expect(decimal(value, places)).toBe(text);
  });
});

import type { ModelPrice, PriceMeter } from '#lib/catalog/model-price.ts';
import { priceLines } from '#lib/catalog/price-call.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { TokenUsage } from '#lib/core/token-usage.ts';

/** Who a charge belongs to and what served it; calls that agree in all of it share their lines. */
export interface ChargeOrigin {
  readonly provider: string;
  readonly model: string;
  readonly teamDim: number;
  readonly keyDim: number;
  readonly connectionDim: number;
  readonly projectDim: number;
  readonly environmentDim: number;
  /** Who bears it, as a set of shares. */
  readonly costCentersDim: number;
}

/** What the rounding of a meter to nano-dollars adds or takes at most; what is more has another reason. */
const roundingPico = 500n;

/** A call as far as charging goes. */
export interface ChargedCall extends ChargeOrigin {
  readonly usage: TokenUsage;
  readonly costNanoUsd: NanoUsd;
  /** Its tokens are known and priced; otherwise the cost is taken as it is. */
  readonly isMetered: boolean;
}

/** What one meter counted for one origin at one price. */
export interface ChargeLine extends ChargeOrigin {
  readonly meter: PriceMeter;
  readonly fromTokens: number;
  readonly priceVersionId: string;
  readonly picoUsdPerUnit: bigint;
  units: number;
}

/** Cost that no meter explains: what was presumed after a crash, media and batches, attempts without an answer, and the rounding of calls to nano-dollars. */
export interface UnmeteredCost extends ChargeOrigin {
  picoUsd: bigint;
  calls: number;
}

/**
 * Adds calls up to the lines of a charge period. A line is units × price, exact to the pico-dollar; what the calls cost above or
 * below that is kept beside it, so that lines and rest together are the sum of the calls to the last nano-dollar.
 */
export class ChargeLines {
  readonly #lines = new Map<string, ChargeLine>();
  readonly #rest = new Map<string, UnmeteredCost>();

  add(call: ChargedCall, price: ModelPrice | undefined): void {
    const { provider, model, teamDim, keyDim, connectionDim, projectDim, environmentDim, costCentersDim } = call;
    const origin: ChargeOrigin = { provider, model, teamDim, keyDim, connectionDim, projectDim, environmentDim, costCentersDim };
    let restPico = call.costNanoUsd * 1000n;
    const versionId = price?.versionId ?? null;
    // A price that is of no list has no line to be told in.
    const hasLines = call.isMetered && price !== undefined && versionId !== null;
    let roundedPico = 0n;
    if (hasLines) {
      const { tier, lines } = priceLines(call.usage, price);
      for (const { meter, units, picoUsdPerUnit } of lines) {
        if (picoUsdPerUnit === undefined) continue;
        this.#line(origin, meter, tier?.fromTokens ?? 0, versionId, picoUsdPerUnit).units += units;
        restPico -= BigInt(units) * picoUsdPerUnit;
        roundedPico += roundingPico;
      }
    }
    const isRounding = hasLines && restPico <= roundedPico && restPico >= -roundedPico;
    if (restPico !== 0n) this.#addRest(origin, restPico, isRounding);
  }

  /** In the order of their keys, so that the same calls give the same file. */
  lines(): readonly ChargeLine[] {
    return sorted(this.#lines);
  }

  rest(): readonly UnmeteredCost[] {
    return sorted(this.#rest).filter(({ picoUsd }) => picoUsd !== 0n);
  }

  #line(origin: ChargeOrigin, meter: PriceMeter, fromTokens: number, priceVersionId: string, picoUsdPerUnit: bigint): ChargeLine {
    const key = [originKey(origin), meter, fromTokens, priceVersionId, picoUsdPerUnit].join('\n');
    const known = this.#lines.get(key);
    if (known !== undefined) return known;
    const line: ChargeLine = { ...origin, meter, fromTokens, priceVersionId, picoUsdPerUnit, units: 0 };
    this.#lines.set(key, line);
    return line;
  }

  #addRest(origin: ChargeOrigin, picoUsd: bigint, isRounding: boolean): void {
    const key = originKey(origin);
    const known = this.#rest.get(key) ?? { ...origin, picoUsd: 0n, calls: 0 };
    known.picoUsd += picoUsd;
    if (!isRounding) known.calls += 1;
    this.#rest.set(key, known);
  }
}

const originKey = ({ provider, model, teamDim, keyDim, connectionDim, projectDim, environmentDim, costCentersDim }: ChargeOrigin): string =>
  [provider, model, teamDim, keyDim, connectionDim, projectDim, environmentDim, costCentersDim].join('\n');

const sorted = <Value>(map: ReadonlyMap<string, Value>): readonly Value[] =>
  [...map].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, value]) => value);

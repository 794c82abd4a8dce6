import { priceCall } from '#lib/catalog/price-call.ts';
import type { FileWork } from '#lib/objects/object-store.ts';
import type { CostState, TokenUsage, UsageSource } from '#lib/usage/usage-event.ts';
import { withToolCalls } from '../billing/hosted-tools.ts';
import { asList, asRecord, parseJson } from '../json/as-record.ts';
import type { Provider } from '../providers/provider.ts';
import { noUsage } from '../providers/shared/no-usage.ts';
import type { ModelPrice } from '../snapshot/snapshot.ts';
import { batchCost } from './batch-cost.ts';

/** What a batch came to. */
export interface BatchCharge {
  readonly usage: TokenUsage;
  readonly source: UsageSource;
  readonly costState: CostState;
  readonly costNanoUsd: bigint;
  /** Requests that were answered. */
  readonly answered: number;
}

const sum = (left: number | null, right: number | null): number | null => (left === null ? right : left + (right ?? 0));

/** Adds up the lines of a batch's output, each at the price of its own size; a line that failed costs nothing. */
export class BatchBill {
  readonly #provider: Provider;
  readonly #work: FileWork;
  readonly #price: ModelPrice | undefined;
  #usage: TokenUsage = noUsage;
  #oneByOne = 0n;
  #answered = 0;
  #untold = 0;
  #isPriced = true;

  constructor(provider: Provider, work: FileWork, price: ModelPrice | undefined) {
    this.#provider = provider;
    this.#work = work;
    this.#price = price;
  }

  addLine(text: string): void {
    const response = asRecord(asRecord(parseJson(text))?.response);
    if (response?.status_code !== 200) return;
    this.#answered += 1;
    const answer = asRecord(response.body);
    const raw = withToolCalls(answer?.usage ?? null, asList(answer?.output));
    const usage = this.#provider.speaks.get(this.#work.protocol)?.toUsage(raw) ?? noUsage;
    if (usage.input === null || usage.output === null) {
      this.#untold += 1;
      return;
    }
    // The batch is what these tokens are discounted for, whatever tier a line was served in.
    const { tier: _, ...standard } = usage;
    const { state, nanoUsd } = priceCall(standard, this.#price);
    this.#oneByOne += nanoUsd;
    if (state === 'unpriced') this.#isPriced = false;
    const before = this.#usage;
    this.#usage = {
      input: sum(before.input, usage.input),
      cacheRead: sum(before.cacheRead, usage.cacheRead),
      cacheWrite: sum(before.cacheWrite, usage.cacheWrite),
      output: sum(before.output, usage.output),
      reasoning: sum(before.reasoning, usage.reasoning),
    };
  }

  /** The charge so far. A line that tells no usage is charged its share of the bound. */
  total(): BatchCharge {
    const { lines, boundNanoUsd, isPriced } = this.#work;
    const share = (BigInt(boundNanoUsd) * BigInt(Math.min(this.#untold, lines))) / BigInt(Math.max(1, lines));
    const costNanoUsd = batchCost(this.#oneByOne, this.#provider) + share;
    const isKnown = this.#isPriced && (this.#untold === 0 || isPriced);
    const source = this.#answered === 0 ? 'none' : this.#untold > 0 ? 'counted' : 'provider';
    const paid = costNanoUsd === 0n ? 'zero' : 'priced';
    const costState = source === 'none' ? 'not_billed' : isKnown ? paid : 'unpriced';
    return { usage: this.#usage, source, costState, costNanoUsd, answered: this.#answered };
  }
}

import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import { type CallCost, priceCall } from '#lib/catalog/price-call.ts';
import type { AppError } from '#lib/core/errors.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { UpstreamExchange } from '#lib/outbound/index.ts';
import type { TokenUsage } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { StreamReader } from '../protocols/protocol.ts';
import type { Bound, Target } from '../providers/provider.ts';
import type { Sent } from './bound-at.ts';
import { countInput } from './count-usage.ts';
import { countedPercent, cutForCost } from './cut-for-cost.ts';
import { holdOf } from './hold-of.ts';

/** A stream this short is not looked at yet; in bytes as they come. */
const firstLookBytes = 2_048;
/** At least so much more of a stream comes between two looks. */
const stepBytes = 512;
/** By which part of the hold it is extended: what is asked for first, what has to do where that is not there, and at last nothing beyond the cost. */
const extensions = [2n, 8n, null] as const;
/** What a stream runs with. */
export interface RunningStream {
  readonly caller: Caller;
  readonly asked: Asked;
  readonly sent: Sent;
  readonly target: Target;
  readonly reader: StreamReader;
  readonly exchange: UpstreamExchange;
  readonly charge: CallCharge;
  readonly bound: Bound;
}

/** A cost as far as it is known: at most so much, or about so much. */
interface KnownCost {
  readonly nanoUsd: NanoUsd;
  /** What has to be passed for the hold to be passed. */
  readonly hold: NanoUsd;
}

/**
 * Follows what a stream costs while it runs. A provider that honours its bound never gets here; one that writes on makes
 * the call hold more, as long as its budgets cover that; where they do not and one of them says so, the stream is cut. It
 * counts only now and then, by how near the cost is to the hold.
 */
export class RunningCost {
  /** Why the stream was cut; null as long as it was not. */
  cutBy: AppError | null = null;
  readonly #call: GatewayCall;
  readonly #stream: RunningStream;
  #held: NanoUsd;
  #bytes = 0;
  #lookAt = firstLookBytes;
  #isLooking = false;
  #inputTokens: number | null = null;

  constructor(call: GatewayCall, stream: RunningStream) {
    this.#call = call;
    this.#stream = stream;
    this.#held = stream.bound.nanoUsd;
  }

  /** So many more bytes of the stream have come. */
  passed(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes < this.#lookAt || this.#isLooking) return;
    this.#isLooking = true;
    this.#look()
      .catch((err: unknown) => {
        this.#lookAt = Number.POSITIVE_INFINITY;
        this.#call.runtime.logger.warn({ err, request_id: this.#call.requestId }, 'The cost of a stream cannot be followed');
      })
      .finally(() => {
        this.#isLooking = false;
      });
  }

  async #look(): Promise<void> {
    const { charge } = this.#stream;
    const cost = await this.#cost();
    if (charge.isOver) return;
    if (cost.nanoUsd <= cost.hold) {
      this.#lookAt = this.#nextLook(cost);
      return;
    }
    const { exchange } = this.#stream;
    // Where the answer may have to end, the provider waits for that: what it writes meanwhile would be above what is covered.
    if (charge.mayBeCut) exchange.pause();
    if (await this.#extend(cost.nanoUsd)) this.#lookAt = this.#bytes + stepBytes;
    else if (!charge.isOver) this.#end(cost.nanoUsd);
    // A caller who reads slowly goes on keeping it waiting.
    if (charge.mayBeCut && this.cutBy === null && this.#call.deadlines.callerAt === Number.POSITIVE_INFINITY) exchange.resume();
  }

  /** Half of the way that is left at this rate, so that a hold is not passed by much before it is seen. */
  #nextLook({ nanoUsd, hold }: KnownCost): number {
    const share = Math.max(Number(nanoUsd) / Number(hold), 0.1);
    return this.#bytes + Math.max(stepBytes, Math.floor((this.#bytes * (1 / share - 1)) / 2));
  }

  #price(usage: Pick<TokenUsage, 'input' | 'output'>): CallCost {
    return priceCall({ cacheRead: null, cacheWrite: null, reasoning: null, ...usage }, this.#stream.target.price);
  }

  /** What the provider reported so far; else by size, as long as that is enough to see that all is well; else counted. */
  async #cost(): Promise<KnownCost> {
    const { reader, sent, target } = this.#stream;
    const hold = this.#held - this.#call.lostBoundNanoUsd;
    const reported = reader.usage === null ? undefined : target.spoken.toUsage(reader.usage);
    if (reported?.output != null && reported.input !== null) return { nanoUsd: priceCall(reported, target.price).nanoUsd, hold };
    const { text, bytes } = reader.deliveredText();
    // No token is shorter than a byte.
    const most = this.#price({ input: sent.ask.size.bytes, output: bytes }).nanoUsd;
    if (most <= hold) return { nanoUsd: most, hold };
    const output = await this.#call.runtime.tokens.count(text, bytes);
    this.#inputTokens ??= reported?.input ?? (await countInput(this.#call, sent));
    return { nanoUsd: this.#price({ input: this.#inputTokens, output }).nanoUsd, hold: (hold * countedPercent) / 100n };
  }

  /** Holds more for the call; false where its budgets do not cover it. */
  async #extend(cost: NanoUsd): Promise<boolean> {
    const { charge } = this.#stream;
    const { keeper } = this.#call.runtime;
    for (const part of extensions) {
      // Beside what was given up before this stream, and may be billed.
      const wanted = this.#call.lostBoundNanoUsd + (part === null ? cost : cost + this.#held / part);
      try {
        const waiting = keeper.reserve(charge, charge.budgets, wanted);
        if (waiting !== undefined) await waiting;
        // What ended meanwhile has been settled, and holds nothing any more.
        if (charge.isOver) return true;
        await this.#write(wanted);
        return true;
      } catch (err) {
        this.#call.runtime.logger.debug({ err, request_id: this.#call.requestId }, 'A stream cannot hold more than it does');
      }
    }
    return false;
  }

  /** In the journal, too, so that a process that dies now is known to have held it. */
  async #write(wanted: NanoUsd): Promise<void> {
    const { caller, asked, target, bound, charge } = this.#stream;
    const extended = { ...bound, nanoUsd: wanted, kind: 'estimate' as const };
    await this.#call.runtime.recorder.hold(holdOf(this.#call, caller, asked, target, extended));
    charge.written();
    this.#held = wanted;
    this.#call.bound = extended;
  }

  /** Nothing more can be held: one budget that wants it so cuts the stream; otherwise it finishes, and what is above is an overrun. */
  #end(cost: NanoUsd): void {
    this.#lookAt = Number.POSITIVE_INFINITY;
    const budget = this.#stream.charge.cutBelow(cost + this.#call.lostBoundNanoUsd);
    if (budget === undefined) return;
    this.cutBy = cutForCost(cost, budget);
    this.#call.cancelUpstream();
  }
}

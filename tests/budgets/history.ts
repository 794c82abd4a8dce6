/** This file is long because it tells one story, and each step of it has to see the whole state. */

import type { CallCharge } from '#lib/budgets/engine/call-charge.ts';
import { LeaseKeeper } from '#lib/budgets/engine/lease-keeper.ts';
import { AppError } from '#lib/core/errors.ts';
import { newUuid } from '#lib/core/ids.ts';
import { silentLogger } from '#lib/core/logger.ts';
import { interruptedEvent } from '#lib/usage/interrupted-event.ts';
import type { Hold, UsageEvent } from '#lib/usage/usage-event.ts';
import { Random } from '../support/random.ts';
import type { FakeTiming } from './fake-timing.ts';
import { UnreliableWay, unreliable } from './unreliable-store.ts';
import type { World } from './world.ts';

export const acts = [
  'call',
  'call',
  'call',
  'settle',
  'settle',
  'settle',
  'extend',
  'post',
  'post',
  'tick',
  'deliver',
  'deliver',
  'pass',
] as const;
export const rareActs = [
  'start',
  'kill',
  'recover',
  'crash',
  'lose',
  'pause',
  'resume',
  'silence',
  'presume',
  'roll',
  'direct',
  'cover',
  'cover',
] as const;

/** One step: what is done, and a number from which everything about it follows. */
export interface Step {
  readonly act: (typeof acts)[number] | (typeof rareActs)[number];
  readonly seed: number;
}

export function stepsOf(seed: number, count: number): Step[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({ act: random.pick(random.chance(0.85) ? acts : rareActs), seed: random.below(2 ** 31) }));
}

interface Call {
  readonly id: string;
  readonly charge: CallCharge;
  hold: Hold | null;
  /** Of every attempt, those of unknown outcome included. */
  readonly bounds: bigint[];
  /** Of the hold, what attempts that were given up may cost; they are booked beside the last one. */
  lostBound: bigint;
  isSettled: boolean;
  isWaiting: boolean;
}

type JournalRecord = { readonly hold: Hold } | { readonly event: UsageEvent };

/** One run of one process: its money, its journal, its calls. */
interface Process {
  readonly incarnation: string;
  readonly keeper: LeaseKeeper;
  readonly isDirect: boolean;
  readonly journal: JournalRecord[];
  readonly calls: Call[];
  queue: UsageEvent[];
  isPosting: boolean;
  isPaused: boolean;
  /** alive; dead with its journal; dead with its host, which cut the journal; dead, and its disk is gone. */
  state: 'alive' | 'dead' | 'crashed' | 'lost';
  isRecovered: boolean;
}

/** What a call holds of each budget, in words. */
const amountsOf = ({ parts }: CallCharge): string =>
  parts.map(({ charged, amountNanoUsd }) => `${charged.budgetId} ${amountNanoUsd}`).join(', ');

const hourMs = 3_600_000;

/**
 * A random life of several processes over the same budgets. The keepers, accounts and refills are the product's; the way to
 * the database is late and lossy, and after each commit everything has to add up.
 */
export class History {
  readonly faults: string[] = [];
  commits = 0;
  admitted = 0;
  refused = 0;
  readonly #world: World;
  readonly #timing: FakeTiming;
  readonly #way: UnreliableWay;
  readonly #processes: Process[] = [];
  /** What it may cost and whether that is presumed, of each call that must be in the end. */
  readonly #expected = new Map<string, { costs: readonly bigint[]; isPresumed: boolean | null }>();
  #random: Random;

  constructor(world: World, timing: FakeTiming, seed: number) {
    this.#world = world;
    this.#timing = timing;
    this.#random = new Random(seed);
    this.#way = new UnreliableWay(new Random(seed + 1), () => this.#check());
  }

  async run(steps: readonly Step[]): Promise<void> {
    this.#start(false);
    this.#start(false);
    for (const step of steps) {
      this.#random = new Random(step.seed);
      await this.#do(step.act);
      await this.#way.settled();
      this.#checkAccounts();
      if (this.faults.length > 0) return;
    }
    await this.#end();
  }

  async #do(act: Step['act']): Promise<void> {
    const alive = this.#processes.filter(({ state, isPaused }) => state === 'alive' && !isPaused);
    const process = alive.length === 0 ? undefined : this.#random.pick(alive);
    if (act === 'pass') return this.#timing.advance(this.#random.pick([1, 10, 50, 200, 1500, 35_000]));
    if (act === 'roll') return this.#timing.advance(hourMs * this.#random.pick([1, 12, 24]));
    if (act === 'deliver') return this.#way.waiting > 0 ? this.#way.deliver() : undefined;
    if (act === 'start' || act === 'direct') return this.#processes.length < 8 ? this.#start(act === 'direct') : undefined;
    if (act === 'recover') return await this.#recoverOne();
    if (act === 'resume') return this.#resumeOne();
    if (act === 'silence' || act === 'presume') return await this.#silence(act === 'silence' ? 40 : 2_000);
    if (process === undefined) return this.#start(false);
    if (act === 'call') return this.#call(process);
    if (act === 'settle') return this.#settleOne(process);
    if (act === 'extend') return this.#extendOne(process);
    if (act === 'cover') return this.#coverOne(process);
    if (act === 'post') return void this.#post(process);
    if (act === 'tick') return void process.keeper.upkeep.tick();
    if (act === 'pause') process.isPaused = true;
    else this.#die(process, act === 'kill' ? 'dead' : act === 'crash' ? 'crashed' : 'lost');
  }

  #start(isDirect: boolean): void {
    const incarnation = newUuid(this.#timing.now());
    const store = unreliable(this.#world.storeOf(incarnation), this.#way);
    const options = { store, clock: this.#timing, timing: this.#timing, logger: silentLogger };
    this.#processes.push({
      ...{ incarnation, isDirect, keeper: new LeaseKeeper({ ...options, mode: isDirect ? 'direct' : 'leased' }) },
      ...{ journal: [], calls: [], queue: [], isPosting: false, isPaused: false, state: 'alive', isRecovered: false },
    });
  }

  #someBudgets() {
    const chosen = this.#world.budgets.filter(() => this.#random.chance(0.6));
    return chosen.length > 0 ? chosen : this.#world.budgets;
  }

  #call(process: Process): void {
    const charge = process.keeper.admit();
    const call: Call = {
      id: newUuid(this.#timing.now()),
      charge,
      hold: null,
      bounds: [],
      lostBound: 0n,
      isSettled: false,
      isWaiting: false,
    };
    void this.#hold(process, call, BigInt(1 + this.#random.below(300_000_000)));
  }

  /** Reserves and writes the hold, as the gateway does before an attempt. */
  async #hold(process: Process, call: Call, bound: bigint, lostBound = call.lostBound): Promise<void> {
    const budgets = this.#someBudgets();
    const before = amountsOf(call.charge);
    call.isWaiting = true;
    try {
      await process.keeper.reserve(call.charge, budgets, bound);
      const hold = this.#holdOf(call, bound);
      call.bounds.push(bound);
      if (process.state !== 'alive') return;
      if (process.isDirect && !(await this.#way.ask(() => this.#world.reserve(hold, process.incarnation)))) {
        this.refused += 1;
        if (process.state !== 'alive') return;
        // A further attempt that is refused leaves the first one's hold as it was.
        if (call.hold !== null) this.#settle(process, call);
        else call.charge.isOver = true;
        return;
      }
      if (process.state !== 'alive') return;
      call.charge.written();
      process.journal.push({ hold });
      if (call.hold === null) process.calls.push(call);
      call.hold = hold;
      call.lostBound = lostBound;
      this.admitted += 1;
      this.#expected.set(call.id, { costs: call.bounds, isPresumed: true });
    } catch (error) {
      this.refused += 1;
      if (error instanceof AppError && amountsOf(call.charge) !== before)
        this.faults.push(`a refused hold of ${bound} left ${amountsOf(call.charge)} where there was ${before}`);
      // Of unknown outcome: the process takes it back, which here is done by its end.
      if (!(error instanceof AppError) && !process.isDirect) throw error;
    } finally {
      call.isWaiting = false;
    }
  }

  #holdOf(call: Call, boundNanoUsd: bigint): Hold {
    const attribution = { tenantId: this.#world.tenantId, departmentId: null, teamId: null, userId: null, keyId: null };
    return {
      ...{ id: call.id, attribution, protocol: 'openai.chat_completions', streamed: false, requestedModel: 'm', connectionId: null },
      ...{
        provider: null,
        model: 'm',
        routeId: null,
        taskType: null,
        tags: null,
        boundNanoUsd,
        boundKind: 'estimate',
        parts: call.charge.holdParts(),
      },
    };
  }

  #open(process: Process): Call | undefined {
    const open = process.calls.filter((call) => !call.isSettled && !call.isWaiting);
    return open.length === 0 ? undefined : this.#random.pick(open);
  }

  #settleOne(process: Process): void {
    const call = this.#open(process);
    if (call !== undefined) this.#settle(process, call);
  }

  #extendOne(process: Process): void {
    const call = this.#open(process);
    if (call === undefined) return;
    const bound = BigInt(1 + this.#random.below(400_000_000));
    const held = call.hold?.boundNanoUsd ?? 0n;
    // A further attempt is held beside the one before where that may be billed, else in its place.
    if (this.#random.chance(0.5)) void this.#hold(process, call, held + bound, held);
    else void this.#hold(process, call, call.lostBound + bound);
  }

  /** A call has cost more than it holds, and takes what there is before it settles. */
  #coverOne(process: Process): void {
    const call = this.#open(process);
    if (call === undefined) return;
    call.isWaiting = true;
    const cost = (call.hold?.boundNanoUsd ?? 0n) + BigInt(this.#random.below(2_000_000_000));
    void process.keeper.cover(call.charge, call.charge.budgets, cost).finally(() => {
      call.isWaiting = false;
    });
  }

  #settle(process: Process, call: Call): void {
    const { hold } = call;
    if (hold === null) return;
    const bound = Number(hold.boundNanoUsd - call.lostBound);
    const own = BigInt(this.#random.chance(0.1) ? bound + this.#random.below(100_000_000) : this.#random.below(bound + 1));
    const cost = own + BigInt(this.#random.below(Number(call.lostBound) + 1));
    const accounts = call.charge.parts.map(({ account }) => account);
    const parts = process.keeper.settle(call.charge, cost, call.charge.budgets);
    for (const [index, { kind, coveredNanoUsd, costNanoUsd }] of parts.entries()) {
      if (kind !== 'lease' || accounts[index]?.isOver === true || costNanoUsd > hold.boundNanoUsd || coveredNanoUsd === costNanoUsd)
        continue;
      this.faults.push(`${costNanoUsd} of a call that holds ${hold.boundNanoUsd} are covered with ${coveredNanoUsd}`);
    }
    const real = { usageSource: 'provider', status: 'succeeded', costNanoUsd: cost } as const;
    const event: UsageEvent = { ...interruptedEvent(hold), ...real, ...(parts.length === 0 ? {} : { parts }) };
    call.isSettled = true;
    process.journal.push({ event });
    process.queue.push(event);
    this.#expected.set(call.id, { costs: [cost], isPresumed: false });
  }

  /** Posts what waits; when nobody hears of the commit, the same is posted again. */
  async #post(process: Process): Promise<void> {
    if (process.isPosting || process.queue.length === 0) return;
    process.isPosting = true;
    const batch = process.isDirect ? process.queue.slice(0, 1) : process.queue.slice(0, 1 + this.#random.below(10));
    try {
      const [first] = batch;
      if (process.isDirect && first !== undefined) await this.#way.ask(() => this.#world.settleDirect(first));
      else await this.#way.ask(() => this.#world.post(batch));
      process.queue = process.queue.filter((event) => !batch.includes(event));
      process.keeper.posted(batch);
    } catch {
      // Of unknown outcome.
    } finally {
      process.isPosting = false;
    }
  }

  #die(process: Process, state: Process['state']): void {
    if (process.isDirect && state !== 'dead') return;
    process.state = state;
    // Direct mode has no journal: what was not committed is presumed, and its caller never had the last byte.
    if (process.isDirect) {
      for (const { id } of process.queue) {
        const call = process.calls.find((one) => one.id === id);
        // Unless it was committed, and only the answer got lost.
        if (call !== undefined) this.#expected.set(id, { costs: call.bounds, isPresumed: null });
      }
      process.journal.splice(0);
    }
    if (state === 'crashed') process.journal.splice(Math.max(0, process.journal.length - this.#random.below(4)));
  }

  async #recoverOne(): Promise<void> {
    const gone = this.#processes.filter(({ state, isRecovered }) => (state === 'dead' || state === 'crashed') && !isRecovered);
    if (gone.length > 0) await this.#recover(this.#random.pick(gone));
  }

  /** What the replay of a dead process's journal does, half of it twice. */
  async #recover(process: Process): Promise<void> {
    const settled = process.journal.flatMap((record) => ('event' in record ? [record.event] : []));
    const holds = new Map(process.journal.flatMap((record) => ('hold' in record ? [[record.hold.id, record.hold] as const] : [])));
    for (const { id } of settled) holds.delete(id);
    if (this.#random.chance(0.3)) await this.#committed(() => this.#world.post(settled.slice(0, 2)));
    if (settled.length > 0) await this.#committed(() => this.#world.post(settled));
    const unsettled = [...holds.values()].map(interruptedEvent);
    if (!process.isDirect && unsettled.length > 0) await this.#committed(() => this.#world.post(unsettled));
    await this.#committed(() => this.#world.sweepReservations(process.incarnation));
    await this.#committed(() => this.#world.closeLeases(process.incarnation, process.state === 'crashed'));
    process.isRecovered = true;
  }

  async #committed(work: () => Promise<void>): Promise<void> {
    await work();
    await this.#check();
  }

  #resumeOne(): void {
    const paused = this.#processes.filter(({ state, isPaused }) => state === 'alive' && isPaused);
    if (paused.length > 0) this.#random.pick(paused).isPaused = false;
  }

  async #silence(seconds: number): Promise<void> {
    const silent = this.#processes.filter(({ state, isPaused }) => isPaused || state === 'lost');
    if (silent.length === 0) return;
    const { incarnation } = this.#random.pick(silent);
    await this.#committed(() => this.#world.fallSilent(incarnation, 40));
    if (seconds > 40) await this.#committed(() => this.#world.fallSilent(incarnation, seconds));
  }

  /** Invariants 1 and 5, as everybody sees them after a commit. */
  async #check(): Promise<void> {
    this.commits += 1;
    for (const period of await this.#world.periods()) {
      const { limit, spent, leased, overrun, ledger, outstanding } = period;
      const budget = this.#world.budgets.find(({ budgetId }) => budgetId === period.budgetId);
      const say = (what: string) => {
        const figures = `limit ${limit} spent ${spent} leased ${leased} overrun ${overrun} ledger ${ledger} outstanding ${outstanding}`;
        this.faults.push(`${what}: ${budget?.name} ${figures}`);
      };
      if (budget?.enforcement === 'hard' && spent + leased > limit + overrun) say('more spent and leased than the limit');
      if (leased !== outstanding) say('leased is not what leases and reservations hold');
      if (spent !== ledger) say('spent is not the sum of the ledger');
    }
  }

  /** Invariant 2, between two turns of the loop. */
  #checkAccounts(): void {
    for (const { keeper, state, incarnation } of this.#processes) {
      if (state !== 'alive') continue;
      for (const account of keeper.accounts.all) {
        if (account.isOver) continue;
        const { freeNanoUsd: free, heldNanoUsd: held, unpostedNanoUsd: unposted, returningNanoUsd: returning } = account;
        if (free < 0n) this.faults.push(`${incarnation} has less than nothing free: ${free}`);
        if (held < 0n || unposted < 0n || returning < 0n)
          this.faults.push(`${incarnation} counts below zero: ${held} ${unposted} ${returning}`);
        if (free + held + unposted + returning !== account.grantedNanoUsd - account.postedNanoUsd)
          this.faults.push(
            `${incarnation} has ${free} + ${held} + ${unposted} + ${returning} of ${account.grantedNanoUsd} - ${account.postedNanoUsd}`,
          );
      }
    }
  }

  /** Everybody comes to an end in good order, and what must be there is there, once. */
  async #end(): Promise<void> {
    this.#way.isReliable = true;
    await this.#drainWay();
    for (const process of this.#processes) {
      if (process.state !== 'alive') continue;
      process.isPaused = false;
      // A call may wait for each of its budgets in turn.
      for (let round = 0; round < 20 && process.calls.some(({ isWaiting }) => isWaiting); round += 1) await this.#drainWay();
      for (let call = this.#open(process); call !== undefined; call = this.#open(process)) this.#settle(process, call);
      while (process.queue.length > 0) {
        await this.#post(process);
        await this.#drainWay();
      }
      for (let round = 0; round < 3; round += 1) {
        this.#timing.advance(60_000);
        await this.#upkeep(process);
      }
      const closing = process.keeper.upkeep.close();
      await this.#drainWay();
      await closing;
      await this.#committed(() => this.#world.sweepReservations(process.incarnation));
      this.#checkAccounts();
    }
    for (const process of this.#processes) {
      if ((process.state === 'dead' || process.state === 'crashed') && !process.isRecovered) await this.#recover(process);
    }
    await this.#drainWay();
    // What a process had asked for when it died may come to be after its leases were closed, so that is done once more.
    for (const { incarnation, state } of this.#processes) {
      if (state !== 'dead' && state !== 'crashed') continue;
      await this.#committed(() => this.#world.sweepReservations(incarnation));
      await this.#committed(() => this.#world.closeLeases(incarnation, state === 'crashed'));
    }
    await this.#compare();
  }

  async #upkeep(process: Process): Promise<void> {
    const ticking = process.keeper.upkeep.tick();
    await this.#drainWay();
    await ticking;
  }

  async #drainWay(): Promise<void> {
    await this.#way.settled();
    while (this.#way.waiting > 0) {
      this.#way.deliver();
      await this.#way.settled();
    }
    this.#timing.advance(6_000);
    await this.#way.settled();
  }

  async #compare(): Promise<void> {
    const events = await this.#world.events();
    const isLost = new Set(
      this.#processes.filter(({ state }) => state === 'lost' || state === 'crashed').flatMap(({ calls }) => calls.map(({ id }) => id)),
    );
    for (const [id, { costs, isPresumed }] of this.#expected) {
      const found = events.get(id);
      if (isLost.has(id)) continue;
      if (found === undefined) this.faults.push(`the call ${id} is not in the database`);
      else if (isPresumed === null) continue;
      else if (found.isPresumed !== isPresumed || !costs.includes(found.cost))
        this.faults.push(`the call ${id} cost ${costs} (presumed: ${isPresumed}), stored as ${found.cost} (${found.isPresumed})`);
    }
    const isGoneWithDisk = this.#processes.some(({ state }) => state === 'lost');
    for (const { leased, budgetId } of await this.#world.periods()) {
      if (!isGoneWithDisk && leased !== 0n) this.faults.push(`${leased} of ${budgetId} is leased to nobody`);
    }
  }
}

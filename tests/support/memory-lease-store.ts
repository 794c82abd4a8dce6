import type {
  FenceAnswer,
  GrantAnswer,
  LeaseName,
  LeaseRow,
  LeaseState,
  LeaseStore,
  ReturnAnswer,
  SeenLease,
} from '#lib/budgets/engine/lease-store.ts';
import type { Hold, SettledPart, UsageEvent } from '#lib/usage/usage-event.ts';

export interface MemoryPeriod {
  readonly budgetId: string;
  readonly periodStartMs: number;
  readonly periodEndMs: number;
  limit: bigint;
  spent: bigint;
  leased: bigint;
  overrun: bigint;
}

export interface MemoryLease {
  readonly name: LeaseName;
  readonly incarnation: string;
  granted: bigint;
  posted: bigint;
  presumed: bigint;
  seq: bigint;
  state: LeaseState;
  seenMs: number;
  isRecalled: boolean;
}

interface MemoryReservation {
  readonly incarnation: string;
  hold: Hold;
  state: 'held' | 'settled' | 'interrupted';
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * The functions of db/functions/budgets.sql and what posting does with them, told once more in memory: the same histories
 * run over both, so that a rule that only one of them keeps is found.
 */
export class MemoryLedger {
  readonly periods = new Map<string, MemoryPeriod>();
  readonly leases = new Map<string, MemoryLease>();
  readonly reservations = new Map<string, MemoryReservation>();
  readonly events = new Map<string, UsageEvent>();
  readonly ledger: { readonly key: string; readonly kind: string; readonly amount: bigint }[] = [];
  readonly limitOf: (budgetId: string) => bigint;
  readonly now: () => number;

  constructor(limitOf: (budgetId: string) => bigint, now: () => number) {
    this.limitOf = limitOf;
    this.now = now;
  }

  period(of: Pick<LeaseName, 'budgetId' | 'periodStartMs' | 'periodEndMs'>): MemoryPeriod {
    const { budgetId, periodStartMs, periodEndMs } = of;
    const key = `${budgetId} ${periodStartMs}`;
    const known = this.periods.get(key);
    if (known !== undefined) return known;
    const made = { budgetId, periodStartMs, periodEndMs, limit: this.limitOf(budgetId), spent: 0n, leased: 0n, overrun: 0n };
    this.periods.set(key, made);
    return made;
  }

  book(period: MemoryPeriod, kind: string, amount: bigint): void {
    if (amount === 0n) return;
    period.spent += amount;
    this.ledger.push({ key: `${period.budgetId} ${period.periodStartMs}`, kind, amount });
  }

  recall(period: MemoryPeriod, exceptLease: string | null): void {
    for (const lease of this.leases.values()) {
      const isOfPeriod = lease.name.budgetId === period.budgetId && lease.name.periodStartMs === period.periodStartMs;
      if (isOfPeriod && lease.state !== 'closed' && lease.granted > lease.posted + lease.presumed && lease.name.leaseId !== exceptLease)
        lease.isRecalled = true;
    }
  }

  /** Direct mode: all or none. Answers whether it fitted. */
  reserve(hold: Hold, incarnation: string): boolean {
    const known = this.reservations.get(hold.id);
    if (known !== undefined && known.state !== 'held') throw new Error('The call has ended already');
    const direct = hold.parts.filter(({ kind }) => kind === 'direct');
    const isOvertaken = known?.hold.parts.some(
      (before) =>
        before.kind === 'direct' && !direct.some((part) => part.budgetId === before.budgetId && part.amountNanoUsd >= before.amountNanoUsd),
    );
    if (isOvertaken) throw new Error('A later attempt was faster');
    const more = direct.map((part) => {
      const before = known?.hold.parts.find(({ kind, budgetId }) => kind === 'direct' && budgetId === part.budgetId);
      return { period: this.period(part), amount: part.amountNanoUsd - (before?.amountNanoUsd ?? 0n) };
    });
    const short = more.filter(({ period, amount }) => amount > period.limit - period.spent - period.leased);
    for (const { period } of short) this.recall(period, null);
    if (short.length > 0) return false;
    for (const { period, amount } of more) period.leased += amount;
    this.reservations.set(hold.id, { incarnation, hold, state: 'held' });
    return true;
  }

  endReservation(id: string, state: 'settled' | 'interrupted'): void {
    const reservation = this.reservations.get(id);
    if (reservation === undefined) return;
    if (reservation.state === 'held') {
      for (const part of reservation.hold.parts) if (part.kind === 'direct') this.period(part).leased -= part.amountNanoUsd;
      reservation.state = state;
    } else if (state === 'settled') reservation.state = state;
  }

  post(events: readonly UsageEvent[]): void {
    for (const event of events) {
      const known = this.events.get(event.id);
      if (known === undefined) {
        this.events.set(event.id, event);
        for (const part of event.parts ?? []) this.charge(part, part.costNanoUsd, part.coveredNanoUsd);
      } else if (known.usageSource === 'presumed' && event.usageSource !== 'presumed') {
        this.events.set(event.id, event);
        for (const part of event.parts ?? []) {
          const presumed = known.parts?.some(({ budgetId }) => budgetId === part.budgetId) ? known.costNanoUsd : 0n;
          this.charge(part, part.costNanoUsd - presumed, part.coveredNanoUsd - presumed);
        }
      }
    }
  }

  private charge(part: SettledPart, cost: bigint, covered: bigint): void {
    const period = this.period(part);
    if (part.kind === 'direct') period.overrun += most(0n, cost - (cost === part.costNanoUsd ? part.coveredNanoUsd : 0n));
    else if (part.kind === 'lease') period.overrun += most(0n, part.costNanoUsd - part.coveredNanoUsd);
    this.book(period, 'settle', cost);
    const lease = part.leaseId === null ? undefined : this.leases.get(part.leaseId);
    if (lease === undefined) return;
    if (lease.state === 'closed') {
      period.overrun += most(0n, covered);
      return;
    }
    lease.posted += covered;
    if (lease.state === 'presumed') {
      lease.presumed -= covered;
      this.book(period, 'credit', -covered);
    } else period.leased -= covered;
  }

  /** The holder is dead (`presume`: with its host), or silent for too long. */
  endLease(lease: MemoryLease, presume: boolean): void {
    if (lease.state === 'closed' || (presume && lease.state === 'presumed')) return;
    const period = this.period(lease.name);
    const rest = lease.granted - lease.posted;
    if (lease.state !== 'presumed') period.leased -= rest;
    this.book(period, 'credit', -lease.presumed);
    if (presume) this.book(period, 'presume', rest);
    else lease.granted = lease.posted;
    lease.presumed = presume ? rest : 0n;
    lease.state = presume ? 'presumed' : 'closed';
    lease.seq += 1n;
    lease.isRecalled = false;
  }

  closeLeases(incarnation: string, isHostCrash: boolean): void {
    for (const lease of this.leases.values()) if (lease.incarnation === incarnation) this.endLease(lease, isHostCrash);
  }

  sweep(doubtMs: number, presumeMs: number): void {
    for (const lease of this.leases.values()) {
      const silentMs = this.now() - lease.seenMs;
      if (lease.state === 'open' && silentMs > doubtMs) lease.state = 'in_doubt';
      if (lease.state === 'in_doubt' && silentMs > presumeMs) this.endLease(lease, true);
    }
  }
}

const rowOf = ({ granted, seq, state }: MemoryLease): LeaseRow => ({ grantedNanoUsd: granted, seq, state });
const noRow: LeaseRow = { grantedNanoUsd: 0n, seq: 0n, state: 'open' };

/** One process's way to a ledger in memory. */
export class MemoryLeaseStore implements LeaseStore {
  readonly #ledger: MemoryLedger;
  readonly #incarnation: string;

  constructor(ledger: MemoryLedger, incarnation: string) {
    this.#ledger = ledger;
    this.#incarnation = incarnation;
  }

  #make(name: LeaseName): MemoryLease {
    const { leaseId, tenantId, budgetId, periodStartMs, periodEndMs } = name;
    const lease: MemoryLease = {
      ...{ name: { leaseId, tenantId, budgetId, periodStartMs, periodEndMs }, incarnation: this.#incarnation, granted: 0n, posted: 0n },
      ...{ presumed: 0n, seq: 0n, state: 'open', seenMs: this.#ledger.now(), isRecalled: false },
    };
    this.#ledger.leases.set(leaseId, lease);
    return lease;
  }

  async grant(name: LeaseName, seq: bigint, atLeast: bigint, atMost: bigint): Promise<GrantAnswer> {
    const ledger = this.#ledger;
    const period = ledger.period(name);
    const lease = ledger.leases.get(name.leaseId) ?? (seq === 0n ? this.#make(name) : undefined);
    const answer = (outcome: GrantAnswer['outcome']): GrantAnswer => ({
      outcome,
      ...(lease === undefined ? noRow : rowOf(lease)),
      spentNanoUsd: period.spent,
      leasedNanoUsd: period.leased,
      limitNanoUsd: period.limit,
      atMs: ledger.now(),
    });
    if (lease === undefined || lease.seq < seq) return answer('behind');
    if (lease.seq > seq || lease.state === 'closed' || lease.state === 'presumed') return answer('fenced');
    const room = period.limit - period.spent - period.leased;
    if (room < atLeast || room <= 0n) {
      if (atLeast > 0n) ledger.recall(period, name.leaseId);
      return answer('short');
    }
    const ofPeriod = [...ledger.leases.values()].filter(
      (one) => one.name.budgetId === name.budgetId && one.name.periodStartMs === name.periodStartMs && one.state === 'open',
    );
    const amount = most(atLeast, least(atMost, room / BigInt(2 * Math.max(1, ofPeriod.length))));
    if (amount > 0n) {
      period.leased += amount;
      Object.assign(lease, { granted: lease.granted + amount, seq: seq + 1n, state: 'open', seenMs: ledger.now(), isRecalled: false });
    }
    return answer('granted');
  }

  async giveBack(name: LeaseName, seq: bigint, amount: bigint, closing: boolean): Promise<ReturnAnswer> {
    const ledger = this.#ledger;
    const lease = ledger.leases.get(name.leaseId);
    if (lease === undefined || lease.seq < seq) return { outcome: 'behind', ...(lease === undefined ? noRow : rowOf(lease)) };
    if (lease.seq > seq || lease.state === 'closed' || lease.granted - lease.posted < amount) return { outcome: 'fenced', ...rowOf(lease) };
    const period = ledger.period(name);
    if (lease.state === 'presumed') {
      ledger.book(period, 'credit', -amount);
      lease.presumed -= amount;
    } else period.leased -= amount;
    Object.assign(lease, { granted: lease.granted - amount, seq: seq + 1n, seenMs: ledger.now(), isRecalled: false });
    if (closing && lease.granted === lease.posted) lease.state = 'closed';
    return { outcome: 'returned', ...rowOf(lease) };
  }

  async fence(name: LeaseName, seq: bigint): Promise<FenceAnswer> {
    const lease = this.#ledger.leases.get(name.leaseId) ?? (seq === 0n ? this.#make(name) : undefined);
    if (lease === undefined || lease.seq < seq) return { outcome: 'behind', ...noRow };
    if (lease.seq === seq) lease.seq += 1n;
    return { outcome: 'known', ...rowOf(lease) };
  }

  async reassert(name: LeaseName, granted: bigint, seq: bigint): Promise<void> {
    const lease = this.#ledger.leases.get(name.leaseId) ?? this.#make(name);
    if (lease.seq >= seq || lease.state === 'closed' || lease.state === 'presumed') return;
    this.#ledger.period(name).leased += granted - lease.granted;
    Object.assign(lease, { granted, seq, state: 'open', seenMs: this.#ledger.now() });
  }

  async reopen(name: LeaseName): Promise<void> {
    const lease = this.#ledger.leases.get(name.leaseId);
    if (lease?.state !== 'presumed') return;
    const period = this.#ledger.period(name);
    period.leased += lease.presumed;
    this.#ledger.book(period, 'credit', -lease.presumed);
    Object.assign(lease, { presumed: 0n, state: 'open', seenMs: this.#ledger.now() });
  }

  async see(names: readonly LeaseName[]): Promise<readonly SeenLease[]> {
    return names.flatMap(({ leaseId }) => {
      const lease = this.#ledger.leases.get(leaseId);
      if (lease === undefined) return [];
      lease.seenMs = this.#ledger.now();
      if (lease.state === 'in_doubt') lease.state = 'open';
      return [{ leaseId, ...rowOf(lease), atMs: this.#ledger.now() }];
    });
  }

  async recalled(): Promise<readonly string[]> {
    const mine = [...this.#ledger.leases.values()].filter((lease) => lease.incarnation === this.#incarnation);
    return mine.filter(({ isRecalled, state }) => isRecalled && state !== 'closed').map(({ name }) => name.leaseId);
  }
}

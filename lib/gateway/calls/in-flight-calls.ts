import { AppError } from '#lib/core/errors.ts';

/** A call that can be told to end. */
export interface Stoppable {
  stop(reason: 'draining'): void;
}

/** The right to run one call; given back exactly once. */
export interface Place {
  release(): void;
}

interface Waiter {
  readonly enter: () => void;
}

interface TenantLane {
  running: number;
  capacity: number;
  readonly waiting: Waiter[];
}

export interface InFlightLimits {
  readonly inFlightMax: number;
  readonly queueMaxPerTenant: number;
  readonly queueWaitMs: number;
}

/** A wait for a place: `entered` resolves with it or rejects with too_many_in_flight; `leave` gives up. */
export interface Waiting {
  readonly entered: Promise<Place>;
  leave(): void;
}

/**
 * The calls of this process: each tenant has its own cap, all tenants share one, and who waits for a shared place is
 * served tenant by tenant in turn, so that one tenant's thousand streams cannot starve the others.
 */
export class InFlightCalls {
  readonly #limits: InFlightLimits;
  readonly #tenants = new Map<string, TenantLane>();
  readonly #running = new Set<Stoppable>();
  readonly #idleListeners: (() => void)[] = [];
  #places = 0;
  #waiters = 0;
  #isRefusing = false;

  constructor(limits: InFlightLimits) {
    this.#limits = limits;
  }

  /** Calls between `register` and its end: those that wait for a place included. */
  get size(): number {
    return this.#running.size;
  }

  get isRefusing(): boolean {
    return this.#isRefusing;
  }

  /** From now on new calls are refused with `draining`; running ones go on. */
  refuseNew(): void {
    this.#isRefusing = true;
  }

  /** Ends every running call with an explicit error and an interrupted settle. */
  interruptAll(): void {
    for (const call of this.#running) call.stop('draining');
  }

  /** Resolves when no call is running. */
  whenIdle(): Promise<void> {
    if (this.#running.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleListeners.push(resolve));
  }

  register(call: Stoppable): void {
    this.#running.add(call);
  }

  unregister(call: Stoppable): void {
    this.#running.delete(call);
    if (this.#running.size > 0) return;
    for (const resolve of this.#idleListeners.splice(0)) resolve();
  }

  /** A place at once, or undefined when the caller has to wait. */
  enter(tenantId: string, capacity: number): Place | undefined {
    const lane = this.#laneOf(tenantId, capacity);
    if (lane.waiting.length > 0 || !this.#hasRoom(lane)) return undefined;
    return this.#take(tenantId, lane);
  }

  /** Joins the tenant's queue; throws too_many_in_flight when it is full. */
  wait(tenantId: string, capacity: number): Waiting {
    const lane = this.#laneOf(tenantId, capacity);
    const { queueMaxPerTenant, queueWaitMs } = this.#limits;
    if (lane.waiting.length >= queueMaxPerTenant) throw tooMany(capacity);
    let leave = () => {};
    const entered = new Promise<Place>((resolve, reject) => {
      const waiter: Waiter = { enter: () => settle(() => resolve(this.#take(tenantId, lane))) };
      const settle = (act: () => void) => {
        const index = lane.waiting.indexOf(waiter);
        if (index === -1) return;
        clearTimeout(timer);
        lane.waiting.splice(index, 1);
        this.#waiters -= 1;
        act();
      };
      const timer = setTimeout(() => settle(() => reject(tooMany(capacity))), queueWaitMs);
      lane.waiting.push(waiter);
      this.#waiters += 1;
      leave = () => settle(() => reject(tooMany(capacity)));
    });
    return { entered, leave };
  }

  #laneOf(tenantId: string, capacity: number): TenantLane {
    const known = this.#tenants.get(tenantId);
    if (known !== undefined) {
      known.capacity = capacity;
      return known;
    }
    const lane: TenantLane = { running: 0, capacity, waiting: [] };
    this.#tenants.set(tenantId, lane);
    return lane;
  }

  #hasRoom(lane: TenantLane): boolean {
    return lane.running < lane.capacity && this.#places < this.#limits.inFlightMax;
  }

  #take(tenantId: string, lane: TenantLane): Place {
    lane.running += 1;
    this.#places += 1;
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        lane.running -= 1;
        this.#places -= 1;
        this.#admitNext();
        if (lane.running === 0 && lane.waiting.length === 0) this.#tenants.delete(tenantId);
      },
    };
  }

  /** Gives a free place to the first waiter of the tenant whose turn it is; that tenant then goes to the end of the line. */
  #admitNext(): void {
    if (this.#waiters === 0) return;
    for (const [tenantId, lane] of this.#tenants) {
      const waiter = lane.waiting[0];
      if (waiter === undefined || !this.#hasRoom(lane)) continue;
      this.#tenants.delete(tenantId);
      this.#tenants.set(tenantId, lane);
      waiter.enter();
      return;
    }
  }
}

function tooMany(capacity: number): AppError {
  return new AppError('too_many_in_flight', {
    detail: `This tenant has ${capacity} calls in flight, its limit for one process. Wait for running calls to end.`,
    headers: { 'retry-after': '1' },
  });
}

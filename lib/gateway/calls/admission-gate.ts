import { AppError } from '#lib/core/errors.ts';

/** The right to run one call; given back exactly once. */
export interface Place {
  release(): void;
}

interface Waiter {
  readonly enter: () => void;
}

interface TenantLane {
  readonly tenantId: string;
  running: number;
  capacity: number;
  readonly waiting: Waiter[];
}

export interface AdmissionLimits {
  /** Most calls with a place in this process, all tenants together. */
  readonly inFlightMax: number;
  readonly queueMaxPerTenant: number;
  readonly queueWaitMs: number;
}

/** A wait for a place: `entered` resolves with it or rejects with too_many_in_flight; `leave` gives up, and gives back a place of which nobody has heard yet. */
export interface Waiting {
  readonly entered: Promise<Place>;
  leave(): void;
}

/** Lanes of tenants without calls are kept up to this number, so that a tenant's next call finds its own. */
const idleLanesMax = 4_096;

/**
 * The places for running calls: each tenant has its own cap, all tenants share one, and who waits for a shared place is
 * served tenant by tenant in turn, so that one tenant's thousand streams cannot starve the others.
 */
export class AdmissionGate {
  readonly #limits: AdmissionLimits;
  readonly #lanes = new Map<string, TenantLane>();
  #places = 0;
  #waiters = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Calls that have a place. */
  get size(): number {
    return this.#places;
  }

  /** A place at once, or undefined when the caller has to wait. */
  enter(tenantId: string, capacity: number): Place | undefined {
    const lane = this.#laneOf(tenantId, capacity);
    return lane.waiting.length > 0 || !this.#hasRoom(lane) ? undefined : this.#take(lane);
  }

  /** Joins the tenant's queue; throws too_many_in_flight when it is full. */
  wait(tenantId: string, capacity: number): Waiting {
    const lane = this.#laneOf(tenantId, capacity);
    const { queueMaxPerTenant, queueWaitMs } = this.#limits;
    if (lane.waiting.length >= queueMaxPerTenant) throw tooMany(capacity);
    let leave = () => {};
    let place: Place | undefined;
    const entered = new Promise<Place>((resolve, reject) => {
      const leaveQueue = (act: () => void) => {
        const index = lane.waiting.indexOf(waiter);
        if (index === -1) return;
        clearTimeout(timer);
        lane.waiting.splice(index, 1);
        this.#waiters -= 1;
        act();
      };
      const waiter: Waiter = {
        enter: () =>
          leaveQueue(() => {
            place = this.#take(lane);
            resolve(place);
          }),
      };
      leave = () => leaveQueue(() => reject(tooMany(capacity)));
      const timer = setTimeout(leave, queueWaitMs);
      lane.waiting.push(waiter);
      this.#waiters += 1;
    });
    return { entered, leave: () => (place === undefined ? leave() : place.release()) };
  }

  #laneOf(tenantId: string, capacity: number): TenantLane {
    const known = this.#lanes.get(tenantId);
    if (known !== undefined) {
      known.capacity = capacity;
      return known;
    }
    if (this.#lanes.size >= idleLanesMax) this.#forgetIdleLanes();
    const lane: TenantLane = { tenantId, running: 0, capacity, waiting: [] };
    this.#lanes.set(tenantId, lane);
    return lane;
  }

  #forgetIdleLanes(): void {
    for (const lane of this.#lanes.values()) if (lane.running === 0 && lane.waiting.length === 0) this.#lanes.delete(lane.tenantId);
  }

  #hasRoom(lane: TenantLane): boolean {
    return lane.running < lane.capacity && this.#places < this.#limits.inFlightMax;
  }

  #take(lane: TenantLane): Place {
    lane.running += 1;
    this.#places += 1;
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        lane.running -= 1;
        this.#places -= 1;
        if (this.#waiters > 0) this.#admitNext();
      },
    };
  }

  /** Gives a free place to the first waiter of the tenant whose turn it is; that tenant then goes to the end of the line. */
  #admitNext(): void {
    for (const lane of this.#lanes.values()) {
      const waiter = lane.waiting[0];
      if (waiter === undefined || !this.#hasRoom(lane)) continue;
      this.#lanes.delete(lane.tenantId);
      this.#lanes.set(lane.tenantId, lane);
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

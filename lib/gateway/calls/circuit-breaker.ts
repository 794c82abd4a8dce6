import type { ErrorCode } from '#lib/core/errors.ts';
import type { Target } from '../providers/provider.ts';
import type { TargetHealth } from '../routing/plan-attempts.ts';
import { type CoolDown, CoolDowns } from './cool-downs.ts';
import { type PeerCircuit, PeerCircuits } from './peer-circuits.ts';

/** Milliseconds and counts. */
export interface CircuitLimits {
  /** Failures within the window that open a circuit, if successes do not outnumber them. */
  readonly circuitFailures: number;
  readonly circuitWindowMs: number;
  /** How long an open circuit keeps calls away before one of them may probe the target. */
  readonly circuitCoolDownMs: number;
}

/** How a target is, for people. */
export interface CircuitState {
  readonly connectionId: string;
  readonly model: string;
  readonly state: 'closed' | 'open' | 'half_open';
  /** Failures of the current window. */
  readonly failures: number;
  /** Milliseconds until calls may come again, or one of them may probe; null where that is now. */
  readonly leftMs: number | null;
  /** Why it is not closed: `repeated_faults`, or the code of the error that asked for a pause. */
  readonly why: 'repeated_faults' | ErrorCode | null;
}

interface Circuit {
  readonly connectionId: string;
  readonly model: string;
  failures: number;
  successes: number;
  windowEndsAt: number;
  /** When a probe is due; null while closed. */
  probeAt: number | null;
  isProbing: boolean;
}

/** Callers can name models as they like where a connection lists none, so the memory of them is bounded. */
const circuitsMax = 10_000;

/**
 * Remembers which targets, each a connection with a model, fail again and again. An open circuit does not forbid its
 * target: it moves it to the end of the plan. After a cool-down one call at a time may probe it, and the first success
 * closes the circuit. A target whose provider said when to come back cools down until then, after one fault and without a probe.
 * Nothing is kept of targets that do not fail, so that calls cost nothing while all is well. The gateways of one machine share
 * what they find out (`hearPeers`): to the others a target that cools down is an open circuit.
 */
export class CircuitBreaker implements TargetHealth {
  readonly #circuits = new Map<string, Circuit>();
  readonly #coolDowns = new CoolDowns();
  readonly #peers = new PeerCircuits();
  readonly #limits: CircuitLimits;
  readonly #now: () => number;

  constructor(limits: CircuitLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  get isAllWell(): boolean {
    return this.#circuits.size === 0 && this.#coolDowns.isEmpty && this.#peers.areAllWell;
  }

  isShut(target: Target): boolean {
    const key = keyOf(target);
    const circuit = this.#circuits.get(key);
    const now = this.#now();
    if (circuit !== undefined && circuit.probeAt !== null && (circuit.isProbing || now < circuit.probeAt)) return true;
    if (this.#coolDowns.leftMs(key, now) > 0) return true;
    return this.#peers.keepAway(key, now, this.#limits.circuitCoolDownMs);
  }

  readyInMs(target: Target): number {
    return this.#coolDowns.isEmpty ? 0 : this.#coolDowns.leftMs(keyOf(target), this.#now());
  }

  /** The target is better not asked for so long, because of the error with this code. */
  coolDown({ connection: { connectionId }, model }: Target, ms: number, why: ErrorCode): void {
    this.#coolDowns.add(`${connectionId} ${model}`, { connectionId, model, readyAt: this.#now() + ms, why });
  }

  /** What the other processes of this machine say now. Where they have made up with a target, it may be probed here at once. */
  hearPeers(circuits: readonly PeerCircuit[]): void {
    const now = this.#now();
    for (const key of this.#peers.hear(circuits, now)) {
      const circuit = this.#circuits.get(key);
      if (circuit !== undefined && circuit.probeAt !== null) circuit.probeAt = Math.min(circuit.probeAt, now);
    }
  }

  /** An attempt at the target begins; on an open circuit that is due it is the probe. Ends with one of the three below. */
  begin(target: Target): void {
    if (this.isAllWell) return;
    const circuit = this.#circuitOf(target);
    if (circuit !== undefined && circuit.probeAt !== null && this.#now() >= circuit.probeAt) circuit.isProbing = true;
  }

  succeeded(target: Target): void {
    if (this.isAllWell) return;
    const circuit = this.#circuitOf(target);
    if (circuit === undefined) return;
    if (circuit.probeAt !== null || this.#now() >= circuit.windowEndsAt) this.#circuits.delete(keyOf(target));
    else circuit.successes += 1;
  }

  failed(target: Target): void {
    const now = this.#now();
    const circuit = this.#circuitOf(target) ?? this.#add(target);
    circuit.isProbing = false;
    if (now >= circuit.windowEndsAt) {
      circuit.failures = circuit.successes = 0;
      circuit.windowEndsAt = now + this.#limits.circuitWindowMs;
    }
    circuit.failures += 1;
    const isBad = circuit.failures >= this.#limits.circuitFailures && circuit.failures >= circuit.successes;
    if (isBad || circuit.probeAt !== null) circuit.probeAt = now + this.#limits.circuitCoolDownMs;
  }

  /** The attempt ended without saying how the target is; another may probe it. */
  undecided(target: Target): void {
    if (this.isAllWell) return;
    const circuit = this.#circuitOf(target);
    if (circuit !== undefined) circuit.isProbing = false;
  }

  /** The targets that have failed of late, or are cooling down; what is not listed is well. */
  states(): readonly CircuitState[] {
    const now = this.#now();
    const cooling = this.#coolDowns.holding(now);
    const failed = [...this.#circuits].map(([key, circuit]) => stateOf(circuit, cooling.get(key), now));
    const others = [...cooling].filter(([key]) => !this.#circuits.has(key));
    return [
      ...failed,
      ...others.map(([, { connectionId, model, readyAt, why }]): CircuitState => {
        return { connectionId, model, state: 'open', failures: 0, leftMs: readyAt - now, why };
      }),
    ];
  }

  #circuitOf(target: Target): Circuit | undefined {
    return this.#circuits.get(keyOf(target));
  }

  #add({ connection: { connectionId }, model }: Target): Circuit {
    const oldest = this.#circuits.keys().next();
    if (this.#circuits.size >= circuitsMax && oldest.done === false) this.#circuits.delete(oldest.value);
    const circuit = { connectionId, model, failures: 0, successes: 0, windowEndsAt: 0, probeAt: null, isProbing: false };
    this.#circuits.set(`${connectionId} ${model}`, circuit);
    return circuit;
  }
}

/** A circuit that may cool down as well: the later of the two ends counts, and the reason that goes with it. */
function stateOf({ connectionId, model, failures, probeAt }: Circuit, cooling: CoolDown | undefined, now: number): CircuitState {
  const probeInMs = probeAt === null || probeAt <= now ? 0 : probeAt - now;
  const readyInMs = cooling === undefined ? 0 : cooling.readyAt - now;
  const common = { connectionId, model, failures };
  if (cooling !== undefined && readyInMs >= probeInMs) return { ...common, state: 'open', leftMs: readyInMs, why: cooling.why };
  if (probeAt === null) return { ...common, state: 'closed', leftMs: null, why: null };
  const isOpen = probeInMs > 0;
  return { ...common, state: isOpen ? 'open' : 'half_open', leftMs: isOpen ? probeInMs : null, why: 'repeated_faults' };
}

const keyOf = ({ connection, model }: Target): string => `${connection.connectionId} ${model}`;

/** A circuit that is not closed at another process of this machine. */
export interface PeerCircuit {
  readonly connectionId: string;
  readonly model: string;
  readonly state: 'open' | 'half_open';
  /** Its process goes before this one when it comes to probing. */
  readonly isAhead: boolean;
}

interface Heard {
  isOpen: boolean;
  isAhead: boolean;
  /** When it was first heard that a probe is due there; null while the circuit cools down. */
  dueSince: number | null;
}

/**
 * What the other gateways of a machine found out about targets, heard every two seconds. Their open circuits keep calls of
 * this process away too, and of several processes with an open circuit only the first probes it, unless it has no call to
 * probe with. Times are of the clock that the caller passes.
 */
export class PeerCircuits {
  #heard: ReadonlyMap<string, Heard> = new Map();

  get areAllWell(): boolean {
    return this.#heard.size === 0;
  }

  /** Takes what is said now in the place of what was said before; returns the keys of which nothing is said any more. */
  hear(circuits: readonly PeerCircuit[], now: number): readonly string[] {
    const before = this.#heard;
    const heard = new Map<string, Heard>();
    for (const { connectionId, model, state, isAhead } of circuits) {
      const key = `${connectionId} ${model}`;
      const known = heard.get(key) ?? { isOpen: false, isAhead: false, dueSince: before.get(key)?.dueSince ?? now };
      known.isOpen ||= state === 'open';
      known.isAhead ||= isAhead;
      if (known.isOpen) known.dueSince = null;
      heard.set(key, known);
    }
    this.#heard = heard;
    return [...before.keys()].filter((key) => !heard.has(key));
  }

  /** Whether calls stay away from a target because of others. A probe that nobody made within `patienceMs` is for anybody. */
  keepAway(key: string, now: number, patienceMs: number): boolean {
    const heard = this.#heard.get(key);
    if (heard === undefined) return false;
    if (heard.isOpen || heard.dueSince === null) return true;
    return heard.isAhead && now - heard.dueSince < patienceMs;
  }
}

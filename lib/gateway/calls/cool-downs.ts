import type { ErrorCode } from '#lib/core/errors.ts';

/** A target that asked to be left alone, or whose credential was refused. */
export interface CoolDown {
  readonly connectionId: string;
  readonly model: string;
  readonly readyAt: number;
  /** The code of the error that said so. */
  readonly why: ErrorCode;
}

/** Callers can name models as they like where a connection lists none, so the memory of them is bounded. */
const coolDownsMax = 10_000;

/**
 * Until when targets are better not asked, because a provider gave a time. Unlike a circuit a cool-down needs no second fault
 * and no probe: it ends when the time is over. Keys are the caller's, times those of the clock that he passes.
 */
export class CoolDowns {
  readonly #coolDowns = new Map<string, CoolDown>();

  get isEmpty(): boolean {
    return this.#coolDowns.size === 0;
  }

  /** The longer of two waits counts: calls that were under way together hear different ones. */
  add(key: string, coolDown: CoolDown): void {
    const known = this.#coolDowns.get(key);
    if (known !== undefined && known.readyAt >= coolDown.readyAt) return;
    const oldest = this.#coolDowns.keys().next();
    if (known === undefined && this.#coolDowns.size >= coolDownsMax && oldest.done === false) this.#coolDowns.delete(oldest.value);
    this.#coolDowns.set(key, coolDown);
  }

  /** Milliseconds that are left; 0 where the target may be asked. */
  leftMs(key: string, now: number): number {
    const known = this.#coolDowns.get(key);
    if (known === undefined) return 0;
    if (known.readyAt > now) return known.readyAt - now;
    this.#coolDowns.delete(key);
    return 0;
  }

  /** Those that still hold, by key; the others are forgotten. */
  holding(now: number): ReadonlyMap<string, CoolDown> {
    for (const [key, { readyAt }] of this.#coolDowns) if (readyAt <= now) this.#coolDowns.delete(key);
    return this.#coolDowns;
  }
}

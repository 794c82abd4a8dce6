import type { TextFilter } from '#lib/data-classes/text-filter.ts';

/** An event of a stream as it was parsed. */
export type StreamEvent = Readonly<Record<string, unknown>>;

/** One text of a stream that comes piece by piece, such as the content of a choice or the arguments of a tool call. */
export interface StreamLane {
  readonly filter: TextFilter;
  /** An event that says what was held back, as the protocol would have said it. */
  readonly tell: (rest: string) => StreamEvent;
}

/** The texts of a stream that stand open, by names in which what ends together begins alike. */
export class StreamLanes {
  readonly #open: (isJson: boolean) => TextFilter;
  readonly #lanes = new Map<string, StreamLane>();

  constructor(open: (isJson: boolean) => TextFilter) {
    this.#open = open;
  }

  /** What goes out of a piece that came. */
  push(name: string, piece: string, isJson: boolean, tell: StreamLane['tell']): string {
    const known = this.#lanes.get(name);
    const lane = { filter: known?.filter ?? this.#open(isJson), tell };
    this.#lanes.set(name, lane);
    return lane.filter.push(piece);
  }

  /** Ends all texts, and what was held back of them is never told. */
  drop(): void {
    this.#lanes.clear();
  }

  /** Ends the texts whose name begins so; the events that say what was held back of them. */
  close(prefix: string): readonly StreamEvent[] {
    const events: StreamEvent[] = [];
    for (const [name, { filter, tell }] of this.#lanes) {
      if (!name.startsWith(prefix)) continue;
      this.#lanes.delete(name);
      const rest = filter.end();
      if (rest !== '') events.push(tell(rest));
    }
    return events;
  }
}

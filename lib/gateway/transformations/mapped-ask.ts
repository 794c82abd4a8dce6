import type { Ask, AskSize } from '../protocols/protocol.ts';

/** What is asked, of another model than the caller named. */
export class MappedAsk implements Ask {
  readonly model: string;
  readonly #ask: Ask;

  constructor(ask: Ask, model: string) {
    this.model = model;
    this.#ask = ask;
  }

  get streamed(): boolean {
    return this.#ask.streamed;
  }

  get usageRequested(): boolean {
    return this.#ask.usageRequested;
  }

  get outputTokensMax(): number | null {
    return this.#ask.outputTokensMax;
  }

  get choices(): number {
    return this.#ask.choices;
  }

  get size(): AskSize {
    return this.#ask.size;
  }

  toBody(change: { readonly model: string; readonly reportUsage: boolean }): Buffer {
    return this.#ask.toBody(change);
  }

  text(): string {
    return this.#ask.text();
  }
}

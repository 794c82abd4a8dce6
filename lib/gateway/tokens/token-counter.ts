import { setImmediate as nextTurn } from 'node:timers/promises';

/** Texts up to this size are counted exactly; of larger ones this much, and the rest by its ratio. */
const exactBytesMax = 256 * 1024;
/** Long runs without a break make byte-pair encoding quadratic: half a millisecond a kilobyte at worst. */
const pieceLength = 1024;
const sliceMs = 2;

type CountTokens = (text: string) => number;

/**
 * Counts tokens with OpenAI's o200k encoding, in slices of two milliseconds between which the event loop runs. A text is
 * cut into pieces of a thousand characters, so that a count may be a token too high per piece. The encoding (about
 * 70 MB resident) is loaded at its first use, or by `warm`.
 */
export class TokenCounter {
  #loading: Promise<CountTokens> | null = null;

  /** Loads the encoding ahead of need: it blocks the event loop for about 150 ms. */
  async warm(): Promise<void> {
    await this.#load();
  }

  /** `bytes` is the size of the whole text where only its beginning was kept. */
  async count(text: string, bytes?: number): Promise<number> {
    if (text === '') return 0;
    const counted = text.length > exactBytesMax ? text.slice(0, exactBytesMax) : text;
    const countTokens = await this.#load();
    let tokens = 0;
    let sliceStart = performance.now();
    for (let at = 0; at < counted.length; at += pieceLength) {
      tokens += countTokens(counted.slice(at, at + pieceLength));
      if (performance.now() - sliceStart < sliceMs) continue;
      await nextTurn();
      sliceStart = performance.now();
    }
    const whole = bytes ?? Buffer.byteLength(text);
    const covered = counted.length === text.length && bytes === undefined ? whole : Buffer.byteLength(counted);
    return Math.ceil((tokens * whole) / covered);
  }

  #load(): Promise<CountTokens> {
    this.#loading ??= import('gpt-tokenizer/encoding/o200k_base').then(({ countTokens }) => {
      // Text that looks like a special token is still text.
      const asText = { disallowedSpecial: new Set<string>() };
      return (text) => countTokens(text, asText);
    });
    return this.#loading;
  }
}

import type { TokenUsage } from '#lib/core/token-usage.ts';

/** Text that a provider puts before every conversation by itself, in bytes. */
const ownInstructionBytes = 2_048;
/** Sound is ten tokens a second at most: 24,000 samples of two bytes, or 8,000 of one (OpenAI's guide to realtime costs). */
const bytesPerTokenOfPcm = 4_800;
const bytesPerTokenOfTelephony = 800;
/** Spoken answers are twenty tokens a second. */
const spokenBytesPerTokenOfPcm = 2_400;
const spokenBytesPerTokenOfTelephony = 400;
/** As a rule of thumb, where a model's usage has to be guessed. */
const bytesPerToken = 4;

/** Where a response began: what was sent later is no part of its input. */
export interface ContextMark {
  readonly textBytes: number;
  readonly audioTokens: number;
}

/** How large the conversation of a session is: what its provider counted last, and what has been added since. */
export class ContextMeter {
  /** The conversation refers to what only the provider has, such as a stored prompt. */
  hasUnseenState = false;
  /** Sound goes up as telephony does, and not as 24 kHz samples. */
  isTelephony = false;
  /** The same for what comes down. */
  isTelephonySpoken = false;
  #countedTokens = 0;
  #countedAudioTokens = 0;
  #textBytes = ownInstructionBytes;
  #audioTokens = 0;

  addText(bytes: number): void {
    this.#textBytes += bytes;
  }

  /** `length` is that of Base64. */
  addSound(length: number): void {
    this.#audioTokens += (length * 3) / 4 / (this.isTelephony ? bytesPerTokenOfTelephony : bytesPerTokenOfPcm);
  }

  mark(): ContextMark {
    return { textBytes: this.#textBytes, audioTokens: this.#audioTokens };
  }

  /** The provider counted the conversation as it was at `mark`, and what it answered. */
  count({ input, cacheRead, output, media }: TokenUsage, mark: ContextMark): void {
    if (input === null || output === null) return;
    this.#countedTokens = input + (cacheRead ?? 0) + output;
    this.#countedAudioTokens = (media?.audioInput ?? 0) + (media?.audioCacheRead ?? 0) + (media?.audioOutput ?? 0);
    this.#textBytes -= mark.textBytes;
    this.#audioTokens -= mark.audioTokens;
  }

  /** Tokens of the conversation at most: no token is shorter than a byte. */
  get tokensMax(): number {
    return this.#countedTokens + this.#textBytes + Math.ceil(this.#audioTokens);
  }

  /** What a response is taken to have used that nobody counted: its input as far as it is known, and the bytes of sound and text that came. */
  estimate(spokenBytes: number, writtenBytes: number): TokenUsage {
    const audioInput = Math.ceil(this.#countedAudioTokens + this.#audioTokens);
    const text = this.#countedTokens - this.#countedAudioTokens + this.#textBytes / bytesPerToken;
    const audioOutput = Math.ceil(spokenBytes / (this.isTelephonySpoken ? spokenBytesPerTokenOfTelephony : spokenBytesPerTokenOfPcm));
    return {
      input: audioInput + Math.ceil(text),
      cacheRead: null,
      cacheWrite: null,
      output: audioOutput + Math.ceil(writtenBytes / bytesPerToken),
      reasoning: null,
      media: { audioInput, audioOutput },
    };
  }
}

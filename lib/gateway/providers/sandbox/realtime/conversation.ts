import { composeSound, secondsToSpeak } from '../compose-sound.ts';
import { composeText } from '../compose-text.ts';
import { digestOf, seededRandom } from '../seeded-random.ts';

/** OpenAI's guide to realtime costs: sound is ten tokens a second as it is heard, twenty as it is spoken. */
const heardTokensPerSecond = 10;
const spokenTokensPerSecond = 20;
const bytesPerSecond = 48_000;
const sentences = [1, 2] as const;

export type CountTokens = (text: string) => Promise<number>;

/** What the sandbox answers, and how it is counted. */
export interface SandboxReply {
  /** Cut short because the session's limit was reached. */
  readonly isCut: boolean;
  readonly words: readonly string[];
  /** The sound of each word; null where the answer is written. */
  readonly sounds: readonly Buffer[] | null;
  /** Of output, by the words said so far. */
  outputAfter(words: number): Promise<{ readonly text: number; readonly audio: number }>;
}

/** The memory of a sandbox session: what was said, and how many tokens it is. */
export class Conversation {
  readonly #count: CountTokens;
  readonly #said: string[] = [];
  #textTokens = 0;
  #audioTokens = 0;
  /** Of what a response had as its input before: that much is cached at the next. */
  #cachedText = 0;
  #cachedAudio = 0;

  constructor(count: CountTokens) {
    this.#count = count;
  }

  async addText(text: string): Promise<void> {
    this.#said.push(text);
    this.#textTokens += await this.#count(text);
  }

  addSound(sound: Buffer): void {
    this.#said.push(digestOf(sound).toString('hex'));
    this.#audioTokens += Math.ceil((sound.length / bytesPerSecond) * heardTokensPerSecond);
  }

  /** The answer to what was said so far; the same for the same conversation. */
  async reply(instructions: string, question: string, isSpoken: boolean, tokensMax: number | null): Promise<SandboxReply> {
    const seed = digestOf(Buffer.from([instructions, ...this.#said].join('\n'))).readUInt32BE(0);
    const all = composeText(seededRandom(seed), question, sentences).match(/\S+\s*/g) ?? [];
    const outputAfter = async (words: number) => {
      const text = all.slice(0, words).join('');
      return { text: await this.#count(text), audio: isSpoken && words > 0 ? Math.ceil(secondsToSpeak(text) * spokenTokensPerSecond) : 0 };
    };
    let length = all.length;
    for (; length > 0 && tokensMax !== null; length -= 1) {
      const { text, audio } = await outputAfter(length);
      if (text + audio <= tokensMax) break;
    }
    const words = all.slice(0, length);
    const sounds = isSpoken ? words.map((word) => composeSound(word, true)) : null;
    return { isCut: length < all.length, words, sounds, outputAfter };
  }

  /** The usage object of a response to the conversation as it is, which remembers the answer (API reference, `response.done`). */
  async usage(instructions: string, said: string, output: { readonly text: number; readonly audio: number }): Promise<object> {
    const text = this.#textTokens + (await this.#count(instructions));
    const [audio, cachedText, cachedAudio] = [this.#audioTokens, Math.min(this.#cachedText, text), this.#cachedAudio];
    [this.#cachedText, this.#cachedAudio] = [text, audio];
    this.#said.push(said);
    this.#textTokens += output.text;
    this.#audioTokens += output.audio;
    return {
      total_tokens: text + audio + output.text + output.audio,
      input_tokens: text + audio,
      output_tokens: output.text + output.audio,
      input_token_details: {
        text_tokens: text,
        audio_tokens: audio,
        image_tokens: 0,
        cached_tokens: cachedText + cachedAudio,
        cached_tokens_details: { text_tokens: cachedText, audio_tokens: cachedAudio, image_tokens: 0 },
      },
      output_token_details: { text_tokens: output.text, audio_tokens: output.audio },
    };
  }
}

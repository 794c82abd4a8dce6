import { setTimeout as sleep } from 'node:timers/promises';
import { asList, asRecord, parseJson } from '../../../json/as-record.ts';
import { Conversation, type CountTokens } from './conversation.ts';
import { TurnDetector } from './turn-detector.ts';

type Json = Readonly<Record<string, unknown>>;

/** Sends one event. */
export type Tell = (type: string, fields: object) => void;

const wordMs = 8;
const soundBytesMax = 48_000 * 600;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** What somebody wrote in an item of the conversation. */
const textOfItem = (item: Json | undefined): string =>
  asList(item?.content)
    .map((part) => text(asRecord(part)?.text))
    .join(' ');

/**
 * A realtime session that is played in process, by OpenAI's API reference: the same answers to the same words and sounds,
 * written or as tones, at the caller's word or when he stops speaking.
 */
export class SandboxSession {
  readonly #tell: Tell;
  readonly #conversation: Conversation;
  readonly #turns = new TurnDetector();
  #settings: Json;
  #heard: Buffer[] = [];
  #heardBytes = 0;
  #count = 0;
  #question = '';
  /** The response under way; one that was cancelled finds another id here. */
  #running: string | null = null;

  constructor(model: string, count: CountTokens, tell: Tell) {
    this.#tell = (type, fields) => tell(type, { event_id: this.#id('event'), ...fields });
    this.#conversation = new Conversation(count);
    const format = { type: 'audio/pcm', rate: 24_000 };
    this.#settings = {
      type: 'realtime',
      object: 'realtime.session',
      model,
      output_modalities: ['audio'],
      instructions: '',
      max_output_tokens: 'inf',
      tools: [],
      audio: { input: { format, turn_detection: { type: 'server_vad', create_response: true } }, output: { format, voice: 'tones' } },
    };
  }

  begin(): void {
    this.#tell('session.created', { session: this.#settings });
  }

  async take(data: Buffer): Promise<void> {
    const event = asRecord(parseJson(data.toString()));
    if (event === undefined) return this.#refuse(undefined, 'invalid_json', 'The message is no JSON object.');
    switch (event.type) {
      case 'session.update':
        return this.#update(asRecord(event.session) ?? {});
      case 'conversation.item.create':
        return await this.#add(asRecord(event.item) ?? {});
      case 'input_audio_buffer.append':
        return await this.#hear(Buffer.from(text(event.audio), 'base64'));
      case 'input_audio_buffer.commit':
        return this.#commit();
      case 'input_audio_buffer.clear':
        this.#heard = [];
        this.#heardBytes = 0;
        return this.#tell('input_audio_buffer.cleared', {});
      case 'response.create':
        if (this.#running !== null)
          return this.#refuse(event, 'conversation_already_has_active_response', 'A response is under way already.');
        return await this.#respond(asRecord(event.response) ?? {});
      case 'response.cancel':
        this.#running = null;
        return;
      default:
        return this.#refuse(event, 'invalid_value', `The sandbox knows no event "${text(event.type)}".`);
    }
  }

  #id(kind: string): string {
    this.#count += 1;
    return `${kind}_sandbox_${this.#count}`;
  }

  #refuse(event: Json | undefined, code: string, message: string): void {
    const error = { type: 'invalid_request_error', code, message, param: null, event_id: event?.event_id ?? null };
    this.#tell('error', { error });
  }

  #update(change: Json): void {
    const audio = asRecord(change.audio) ?? {};
    const before = asRecord(this.#settings.audio) ?? {};
    const side = (name: string) => ({ ...asRecord(before[name]), ...asRecord(audio[name]) });
    this.#settings = { ...this.#settings, ...change, audio: { input: side('input'), output: side('output') } };
    this.#tell('session.updated', { session: this.#settings });
  }

  async #add(item: Json): Promise<void> {
    const words = textOfItem(item);
    this.#question = words;
    const told = { object: 'realtime.item', id: this.#id('item'), ...item };
    this.#tell('conversation.item.added', { previous_item_id: null, item: told });
    await this.#conversation.addText(words);
    this.#tell('conversation.item.done', { previous_item_id: null, item: told });
  }

  async #hear(sound: Buffer): Promise<void> {
    this.#heardBytes += sound.length;
    if (this.#heardBytes > soundBytesMax) return this.#refuse(undefined, 'buffer_full', 'The sandbox hears ten minutes at most.');
    this.#heard.push(sound);
    const detection = asRecord(asRecord(asRecord(this.#settings.audio)?.input)?.turn_detection);
    if (detection === undefined) return;
    const turn = this.#turns.hear(sound);
    if (turn === null) return;
    this.#tell(`input_audio_buffer.speech_${turn}`, { [turn === 'started' ? 'audio_start_ms' : 'audio_end_ms']: this.#heardBytes / 48 });
    if (turn === 'started') return;
    this.#commit();
    if (detection.create_response !== false && this.#running === null) await this.#respond({});
  }

  #commit(): void {
    const sound = Buffer.concat(this.#heard);
    this.#heard = [];
    this.#heardBytes = 0;
    if (sound.length === 0) {
      this.#refuse(undefined, 'input_audio_buffer_commit_empty', 'There is no sound to commit.');
      return;
    }
    this.#question = `${(sound.length / 48_000).toFixed(1)} s of sound`;
    this.#conversation.addSound(sound);
    this.#tell('input_audio_buffer.committed', { previous_item_id: null, item_id: this.#id('item') });
  }

  async #respond(own: Json): Promise<void> {
    const settings: Json = { ...this.#settings, ...own };
    const id = this.#id('resp');
    this.#running = id;
    const instructions = text(settings.instructions);
    const isSpoken = asList(settings.output_modalities).includes('audio');
    const limit = typeof settings.max_output_tokens === 'number' ? settings.max_output_tokens : null;
    const response = { object: 'realtime.response', id, conversation_id: 'conv_sandbox', metadata: null };
    this.#tell('response.created', { response: { ...response, status: 'in_progress', output: [], usage: null } });
    const reply = await this.#conversation.reply(instructions, this.#question, isSpoken, limit);
    const itemId = this.#id('item');
    const place = { response_id: id, item_id: itemId, output_index: 0, content_index: 0 };
    let said = 0;
    for (const [at, word] of reply.words.entries()) {
      await sleep(wordMs);
      if (this.#running !== id) break;
      const sound = reply.sounds?.[at];
      if (sound !== undefined) this.#tell('response.output_audio.delta', { ...place, delta: sound.toString('base64') });
      this.#tell(isSpoken ? 'response.output_audio_transcript.delta' : 'response.output_text.delta', { ...place, delta: word });
      said += 1;
    }
    const words = reply.words.slice(0, said).join('');
    const content = [isSpoken ? { type: 'output_audio', transcript: words } : { type: 'output_text', text: words }];
    const item = { object: 'realtime.item', id: itemId, type: 'message', role: 'assistant', status: 'completed', content };
    const status = this.#running !== id ? 'cancelled' : reply.isCut ? 'incomplete' : 'completed';
    const usage = await this.#conversation.usage(instructions, words, await reply.outputAfter(said));
    if (this.#running === id) this.#running = null;
    this.#tell('response.output_item.done', { response_id: id, output_index: 0, item });
    this.#tell('response.done', { response: { ...response, status, output: [item], usage } });
  }
}

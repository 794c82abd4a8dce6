import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { parseJson } from '#lib/gateway/json/as-record.ts';
import { wait } from '../../gateway/support/scripted-provider.ts';
import { type Json, objectOf, textOf } from './reading.ts';

/** How a realtime provider misbehaves; a model `sim-<fault>` asks for it. */
export type RealtimeFault =
  /** The upgrade is answered by HTTP: 429, 500, 401. */
  | 'rate-limited'
  | 'server-error'
  | 'unauthorized'
  /** The connection closes before an answer, or never gets one. */
  | 'reset'
  | 'silent'
  /** In the middle of a response: the connection breaks, a close frame comes, or nothing any more. */
  | 'cut'
  | 'truncated'
  | 'stall'
  /** A message that is no JSON, one that is too large, a response without usage, one that fails. */
  | 'malformed'
  | 'huge'
  | 'no-usage'
  | 'failed'
  /** What is sent is not read. */
  | 'slow-reader';

/** One session as the provider saw it. */
export interface SeenSession {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** Messages as they came. */
  readonly received: { readonly data: Buffer; readonly isBinary: boolean }[];
  readonly socket: WebSocket;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
}

/** What a response is said to have used. */
export const simulatedUsage = {
  total_tokens: 253,
  input_tokens: 132,
  output_tokens: 121,
  input_token_details: {
    text_tokens: 119,
    audio_tokens: 13,
    image_tokens: 0,
    cached_tokens: 64,
    cached_tokens_details: { text_tokens: 60, audio_tokens: 4, image_tokens: 0 },
  },
  output_token_details: { text_tokens: 30, audio_tokens: 91 },
};

const statuses: Partial<Record<string, number>> = { 'rate-limited': 429, 'server-error': 500, unauthorized: 401 };

/** A provider of OpenAI's realtime API, by its public reference: sessions, responses in pieces, sound that ends in silence, cancelling. */
export class RealtimeSimulator {
  readonly sessions: SeenSession[] = [];
  /** Pieces of an answer, and the pause between them. */
  pieces = ['Good ', 'morning, ', 'traveller.'];
  pauseMs = 2;
  messageBytesOfHuge = 20 * 1024 * 1024;
  usage: object = simulatedUsage;
  /** The protocols it consents to, best first. */
  protocols: readonly string[] = ['realtime'];
  readonly #server = new WebSocketServer({
    noServer: true,
    autoPong: true,
    perMessageDeflate: false,
    handleProtocols: (offered) => this.protocols.find((one) => offered.has(one)) ?? false,
  });

  readonly #sessionsMax: number;

  /** Remembers that many sessions, the latest ones. */
  constructor({ sessionsMax = Number.POSITIVE_INFINITY }: { readonly sessionsMax?: number } = {}) {
    this.#sessionsMax = sessionsMax;
  }

  /** The last session; fails where there is none. */
  get last(): SeenSession {
    const last = this.sessions.at(-1);
    if (last === undefined) throw new Error('The provider saw no session');
    return last;
  }

  /** For the 'upgrade' event of a server. */
  readonly upgrade = (message: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = new URL(message.url ?? '/', 'http://provider');
    const fault = /(?:^|\/)sim-(.+)$/.exec(url.searchParams.get('model') ?? url.searchParams.get('deployment') ?? '')?.[1];
    const status = statuses[fault ?? ''];
    if (fault === 'reset') socket.destroy();
    else if (status !== undefined) {
      const body = JSON.stringify({ error: { message: `Their words: ${fault}`, type: 'simulated' } });
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
    } else if (fault === 'silent')
      socket
        .on('error', () => {})
        .on('end', () => socket.destroy())
        .resume();
    else {
      this.#server.handleUpgrade(message, socket, head, (opened) => this.#serve(opened, message, fault));
    }
  };

  #serve(socket: WebSocket, { url = '', headers }: IncomingMessage, fault: string | undefined): void {
    const closed = new Promise<{ code: number; reason: string }>((resolve) =>
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    const session: SeenSession = { path: url, headers, received: [], socket, closed };
    this.sessions.push(session);
    if (this.sessions.length > this.#sessionsMax) this.sessions.shift();
    socket.on('error', () => {});
    new SimulatedSession(this, session, fault).begin();
  }
}

/** One conversation. */
class SimulatedSession {
  readonly #simulator: RealtimeSimulator;
  readonly #session: SeenSession;
  readonly #fault: string | undefined;
  #settings: Json = {
    type: 'realtime',
    max_output_tokens: 'inf',
    audio: { input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: { type: 'server_vad' } } },
  };
  #count = 0;
  #hasSpoken = false;
  #running: string | null = null;

  constructor(simulator: RealtimeSimulator, session: SeenSession, fault: string | undefined) {
    this.#simulator = simulator;
    this.#session = session;
    this.#fault = fault;
  }

  begin(): void {
    const { socket, received } = this.#session;
    if (this.#fault === 'slow-reader') socket.pause();
    socket.on('message', (data, isBinary) => {
      received.push({ data, isBinary });
      const event = objectOf(parseJson(data.toString()));
      void this.#take(event);
    });
    this.#tell('session.created', { session: this.#settings });
  }

  #tell(type: string, fields: object): void {
    this.#count += 1;
    this.#send(JSON.stringify({ type, event_id: `event_${this.#count}`, ...fields }));
  }

  #send(text: string): void {
    const { socket } = this.#session;
    if (socket.readyState === 1) socket.send(Buffer.from(text), { binary: false }, () => {});
  }

  async #take(event: Json): Promise<void> {
    switch (event.type) {
      case 'session.update':
        this.#settings = { ...this.#settings, ...objectOf(event.session) };
        return this.#tell('session.updated', { session: this.#settings });
      case 'conversation.item.create':
        return this.#tell('conversation.item.added', { item: event.item });
      case 'input_audio_buffer.append':
        return await this.#hear(Buffer.from(textOf(event.audio), 'base64'));
      case 'response.create':
        if (this.#running === null) return await this.#respond();
        return this.#refuse(event, 'conversation_already_has_active_response');
      case 'response.cancel':
        this.#running = null;
        return;
      default:
        return this.#refuse(event, 'unknown_event');
    }
  }

  #refuse({ event_id }: Json, code: string): void {
    this.#tell('error', { error: { type: 'invalid_request_error', code, message: 'No.', param: null, event_id: event_id ?? null } });
  }

  /** Speech that is followed by silence is a turn. */
  async #hear(sound: Buffer): Promise<void> {
    const isSilence = sound.every((byte) => byte === 0);
    const isTurn = isSilence && this.#hasSpoken && objectOf(objectOf(this.#settings.audio).input).turn_detection !== null;
    this.#hasSpoken = isSilence ? this.#hasSpoken && !isTurn : true;
    if (!isTurn) return;
    this.#tell('input_audio_buffer.speech_stopped', { audio_end_ms: 1_000, item_id: `item_${this.#count}` });
    this.#tell('input_audio_buffer.committed', { item_id: `item_${this.#count}` });
    await this.#respond();
  }

  async #respond(): Promise<void> {
    const { pieces, pauseMs, usage } = this.#simulator;
    const id = `resp_${this.#count}`;
    this.#running = id;
    const response = { object: 'realtime.response', id, conversation_id: 'conv_1', output: [] };
    this.#tell('response.created', { response: { ...response, status: 'in_progress', usage: null } });
    for (const [at, delta] of pieces.entries()) {
      await wait(pauseMs);
      if (this.#running !== id) break;
      if (at === 1 && this.#break()) return;
      this.#tell('response.output_text.delta', { response_id: id, item_id: 'item_1', output_index: 0, content_index: 0, delta });
    }
    const status = this.#fault === 'failed' ? 'failed' : this.#running === id ? 'completed' : 'cancelled';
    this.#running = null;
    const isCounted = this.#fault !== 'no-usage' && status !== 'failed';
    this.#tell('response.done', { response: { ...response, status, ...(isCounted ? { usage } : {}) } });
  }

  /** Does in the middle of a response what the fault says; true where nothing follows. */
  #break(): boolean {
    const { socket } = this.#session;
    if (this.#fault === 'cut') socket.terminate();
    else if (this.#fault === 'truncated') socket.close(1001, Buffer.from('session expired'));
    else if (this.#fault === 'malformed') this.#send('{"type":"response.output_text.delta", no');
    else if (this.#fault === 'huge') this.#send(JSON.stringify({ type: 'x', filler: 'x'.repeat(this.#simulator.messageBytesOfHuge) }));
    return ['cut', 'truncated', 'stall'].includes(this.#fault ?? '');
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chat, hello, keptConnections } from './http-call.ts';

/** One call as its caller saw it. */
export interface SeenCall {
  /** A tag that the caller gave it, which its usage event carries: also calls cut off before their headers can be found. */
  readonly mark: string;
  readonly sentAtMs: number;
  endedAtMs: number;
  /** From the headers; null when none arrived. */
  requestId: string | null;
  /** `whole`: the last byte arrived. `refused`: an error with a status. `told`: an error event in a stream. `cut`: the connection broke. */
  end: 'running' | 'whole' | 'refused' | 'told' | 'cut';
  status: number;
}

/** Streams and whole answers, quick ones and ones that take seconds. */
const kinds = [
  { model: 'sandbox-small', stream: true },
  { model: 'sandbox-large', stream: false },
  { model: 'sandbox-slow', stream: true },
  { model: 'sandbox-slow', stream: false },
] as const;

const pauseAfterFailureMs = 50;

/** Callers that call one after the other until told to stop, and remember everything they saw. */
export class CallLoad {
  readonly calls: SeenCall[] = [];
  /** Where the server listens; may change while it is restarted. */
  address: string;
  readonly #key: string;
  readonly #agent;
  #isStopping = false;
  readonly #working: Promise<unknown>;

  constructor(options: { readonly address: string; readonly key: string; readonly callers: number }) {
    this.address = options.address;
    this.#key = options.key;
    this.#agent = keptConnections(options.callers);
    this.#working = Promise.all(Array.from({ length: options.callers }, (_, index) => this.#callOn(index)));
  }

  /** How many run whose headers have arrived: the gateway has certainly taken them. */
  get begun(): number {
    return this.calls.filter(({ end, requestId }) => end === 'running' && requestId !== null).length;
  }

  count(end: SeenCall['end'], sinceMs = 0): number {
    return this.calls.filter((call) => call.end === end && call.endedAtMs >= sinceMs).length;
  }

  /** No further calls; resolves when the running ones have ended. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#working;
    this.#agent.destroy();
  }

  async #callOn(index: number): Promise<void> {
    // Callers that all begin at the same moment would also end at the same moment.
    await sleep(Math.random() * 300);
    for (let turn = index; !this.#isStopping; turn += 1) {
      const call = await this.#call(kinds[turn % kinds.length] ?? kinds[0]);
      if (call.end !== 'whole') await sleep(pauseAfterFailureMs);
    }
  }

  async #call(kind: (typeof kinds)[number]): Promise<SeenCall> {
    const call: SeenCall = { mark: randomUUID(), sentAtMs: Date.now(), endedAtMs: 0, requestId: null, end: 'running', status: 0 };
    this.calls.push(call);
    const answer = await chat(
      this.address,
      this.#key,
      { ...hello, ...kind },
      {
        agent: this.#agent,
        headers: { 'x-tollgate-tags': `mark=${call.mark}` },
        onHead: (requestId) => {
          call.requestId = requestId ?? null;
        },
      },
    );
    call.status = answer.status;
    call.endedAtMs = Date.now();
    if (!answer.isWhole) call.end = 'cut';
    else if (answer.status !== 200) call.end = 'refused';
    else if (kind.stream && !answer.body.endsWith('data: [DONE]\n\n')) call.end = 'told';
    else call.end = 'whole';
    return call;
  }
}

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { chat, keptConnections } from './http-call.ts';

export interface BudgetCall {
  readonly status: number;
  readonly end: 'whole' | 'refused' | 'cut';
}

/** Quick and slow, whole and streamed, and some that the provider fails; all keep to what they were allowed. */
export const exactModels = [
  'sandbox-small',
  'sandbox-small',
  'sandbox-small',
  'sandbox-large',
  'sandbox-slow',
  'sandbox-error-500',
  'sandbox-cut',
] as const;

/** The same, and one that writes three times as much as it may. */
export const excessiveModels = [...exactModels, 'sandbox-overrun', 'sandbox-overrun'] as const;

/** Callers of one server that ask for answers of any size and sometimes leave in the middle. */
export class BudgetLoad {
  readonly calls: BudgetCall[] = [];
  /** Where the server listens; changes when it is started again. */
  address: string;
  readonly #key: string;
  readonly #models: readonly string[];
  readonly #agent;
  #isStopping = false;
  readonly #working: Promise<unknown>;

  constructor(options: { readonly address: string; readonly key: string; readonly callers: number; readonly models: readonly string[] }) {
    this.address = options.address;
    this.#key = options.key;
    this.#models = options.models;
    this.#agent = keptConnections(options.callers);
    this.#working = Promise.all(Array.from({ length: options.callers }, () => this.#callOn()));
  }

  count(end: BudgetCall['end']): number {
    return this.calls.filter((call) => call.end === end).length;
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#working;
    this.#agent.destroy();
  }

  async #callOn(): Promise<void> {
    await sleep(randomInt(300));
    while (!this.#isStopping) {
      const call = await this.#call();
      this.calls.push(call);
      await sleep(call.end === 'whole' ? randomInt(20) : 50 + randomInt(100));
    }
  }

  async #call(): Promise<BudgetCall> {
    const leaving = randomInt(10) === 0 ? AbortSignal.timeout(1 + randomInt(300)) : undefined;
    const answer = await chat(
      this.address,
      this.#key,
      {
        model: this.#models[randomInt(this.#models.length)] ?? 'sandbox-small',
        stream: randomInt(2) === 0,
        max_tokens: 1 + randomInt(400),
        messages: [{ role: 'user', content: 'What is a tollgate? '.repeat(1 + randomInt(30)) }],
      },
      { agent: this.#agent, ...(leaving === undefined ? {} : { signal: leaving }) },
    );
    const end = !answer.isWhole ? 'cut' : answer.status === 200 ? 'whole' : 'refused';
    return { status: answer.status, end };
  }
}

import { BufferedExchange, UpstreamFailure, type UpstreamRequest, type UpstreamTransport } from '#lib/outbound/index.ts';
import { TokenCounter } from '../../tokens/token-counter.ts';
import { readSandboxRequest, SandboxRefusal } from './read-sandbox-request.ts';
import { renderError } from './render-answer.ts';
import { type SandboxStep, wholeSteps } from './sandbox-step.ts';

/** Plays steps in their time, as a slow network would deliver them. */
class SandboxExchange extends BufferedExchange {
  #steps: Iterator<SandboxStep> | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isPaused = false;
  #next: SandboxStep | null = null;

  play(steps: Iterable<SandboxStep>): void {
    this.#steps = steps[Symbol.iterator]();
    this.dispatched();
    this.#advance();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#timer === null) this.#perform();
  }

  protected cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#steps = null;
  }

  fault(error: unknown): void {
    this.failed(new UpstreamFailure('protocol', false, error));
  }

  #advance(): void {
    const step = this.isOver ? undefined : this.#steps?.next();
    if (step === undefined || step.done === true) return;
    this.#next = step.value;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (!this.#isPaused) this.#perform();
    }, step.value.afterMs);
  }

  #perform(): void {
    const step = this.#next;
    this.#next = null;
    if (step === null || this.isOver) return;
    if (step.act === 'head') this.began({ status: step.status, headers: step.headers });
    else if (step.act === 'data') this.arrived(step.bytes);
    else if (step.act === 'end') this.completed();
    else if (step.act === 'break') this.failed(new UpstreamFailure('reset', true));
    if (step.act !== 'hang') this.#advance();
  }
}

/** Answers chat completions and embeddings inside this process, over the same interface as a provider behind HTTP. */
export class SandboxTransport implements UpstreamTransport {
  readonly #tokens = new TokenCounter();

  open(request: UpstreamRequest): SandboxExchange {
    const exchange = new SandboxExchange();
    this.#steps(request.path, request.body ?? Buffer.alloc(0)).then(
      (steps) => exchange.play(steps),
      (error: unknown) => exchange.fault(error),
    );
    return exchange;
  }

  async close(): Promise<void> {}

  async #steps(path: string, body: Buffer): Promise<Iterable<SandboxStep>> {
    try {
      // Loaded when somebody uses the sandbox: its tokenizer takes 70 MB that a gateway without it need not pay.
      if (path === '/embeddings') {
        const { scriptEmbeddings } = await import('./script-embeddings.ts');
        return await scriptEmbeddings(body, this.#tokens);
      }
      const { scriptAnswer } = await import('./script-answer.ts');
      return await scriptAnswer(readSandboxRequest(body), body, this.#tokens);
    } catch (error) {
      if (!(error instanceof SandboxRefusal)) throw error;
      return wholeSteps(400, renderError(error.message, 'invalid_request_error', 'invalid_value', error.param));
    }
  }
}

import {
  BufferedExchange,
  type FrameSocket,
  type SocketDial,
  SocketRefused,
  type SocketRequest,
  UpstreamFailure,
  type UpstreamRequest,
  type UpstreamTransport,
} from '#lib/outbound/index.ts';
import { TokenCounter } from '../../tokens/token-counter.ts';
import { collectSteps } from './collect-steps.ts';
import { readSandboxRequest, SandboxRefusal } from './read-sandbox-request.ts';
import { renderError } from './render-answer.ts';
import { requireModel } from './require-model.ts';
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

const bodyBytesMax = 32 * 1024 * 1024;

async function bytesOf(body: UpstreamRequest['body']): Promise<Buffer> {
  if (body === null || Buffer.isBuffer(body)) return body ?? Buffer.alloc(0);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > bodyBytesMax) throw new SandboxRefusal('body', `The sandbox takes at most ${bodyBytesMax} bytes.`);
  }
  return Buffer.concat(chunks);
}

/** The content type among headers whose names and values alternate. */
function contentTypeIn(headers: readonly string[]): string | undefined {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name === 'content-type');
  return at === -1 ? undefined : headers[at + 1];
}

/** Answers chat completions, embeddings, speech, transcriptions, files and batches inside this process, over the same interface as a provider behind HTTP. */
export class SandboxTransport implements UpstreamTransport {
  readonly #tokens = new TokenCounter();

  open(request: UpstreamRequest): SandboxExchange {
    const exchange = new SandboxExchange();
    this.#answer(request).then(
      (steps) => exchange.play(steps),
      (error: unknown) => exchange.fault(error),
    );
    return exchange;
  }

  /** Opens a session of the realtime model; every other model is refused as a provider would. */
  connect({ path, protocols }: SocketRequest): SocketDial {
    return { opened: this.#converse(path, protocols), abort: () => {} };
  }

  async close(): Promise<void> {}

  async #converse(path: string, protocols: readonly string[]): Promise<FrameSocket> {
    try {
      const { name } = requireModel(new URLSearchParams(path.slice(path.indexOf('?'))).get('model'), 'realtime');
      const { SandboxSocket } = await import('./realtime/sandbox-socket.ts');
      return new SandboxSocket(name, (text) => this.#tokens.count(text), protocols);
    } catch (error) {
      if (!(error instanceof SandboxRefusal)) throw error;
      throw new SocketRefused(
        { status: 400, headers: {} },
        renderError(error.message, 'invalid_request_error', 'invalid_value', error.param),
      );
    }
  }

  async #answer(request: UpstreamRequest): Promise<Iterable<SandboxStep>> {
    const { path, headers } = request;
    try {
      const body = await bytesOf(request.body);
      // Loaded when somebody uses the sandbox: its tokenizer takes 70 MB that a gateway without it need not pay.
      if (path.startsWith('/files') || path.startsWith('/batches')) {
        const { scriptObjects } = await import('./script-objects.ts');
        const steps = await scriptObjects(request, body, contentTypeIn(headers), async (at, sent) =>
          collectSteps(await this.#steps(at, sent)),
        );
        if (steps !== undefined) return steps;
      }
      return await this.#steps(path, body, contentTypeIn(headers));
    } catch (error) {
      if (!(error instanceof SandboxRefusal)) throw error;
      return wholeSteps(400, renderError(error.message, 'invalid_request_error', 'invalid_value', error.param));
    }
  }

  async #steps(path: string, body: Buffer, contentType?: string): Promise<Iterable<SandboxStep>> {
    switch (path) {
      case '/embeddings': {
        const { scriptEmbeddings } = await import('./script-embeddings.ts');
        return scriptEmbeddings(body, this.#tokens);
      }
      case '/audio/speech': {
        const { scriptSpeech } = await import('./script-speech.ts');
        return scriptSpeech(body, this.#tokens);
      }
      case '/audio/transcriptions':
      case '/audio/translations': {
        const { scriptTranscription } = await import('./script-transcription.ts');
        return scriptTranscription(body, contentType, this.#tokens);
      }
      default: {
        const { scriptAnswer } = await import('./script-answer.ts');
        return scriptAnswer(readSandboxRequest(body), body, this.#tokens);
      }
    }
  }
}

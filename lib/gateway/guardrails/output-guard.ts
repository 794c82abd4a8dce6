import { guardedCharactersMax } from '#lib/contracts/guardrail-names.ts';
import { AppError } from '#lib/core/errors.ts';
import { GuardedText } from '#lib/guardrails/engine/compile-check.ts';
import { type CompiledGuardrail, unreadHit } from '#lib/guardrails/engine/guardrail-set.ts';
import { streamedAnswers } from '#lib/guardrails/final-answers.ts';
import type { Caller, GatewayCall } from '../calls/gateway-call.ts';
import type { GatewayResponder } from '../gateway-request.ts';
import { guardrailsFor, localHits, noteHits, webhookHits } from './find-hits.ts';
import type { SaidText } from './said-text.ts';
import type { TenantGuardrails } from './tenant-guardrails.ts';

/** Characters of an answer that come between two looks at it. */
const windowCharacters = 240;
/** Characters that stay back although they were looked at, because what follows can make them part of what is not let through. */
const lagCharacters = 240;
/** How much of a stream may be kept back until it is whole. */
const heldBytesMax = 4 * 1024 * 1024;

interface HeldBytes {
  readonly bytes: Buffer;
  /** Length of the text when they had come. */
  readonly textEnd: number;
}

const textOf = (text: string, finals: readonly string[] | null = null): GuardedText =>
  new GuardedText([{ source: 'answer', text }], finals);

/** Whether an answer can be stopped by it: what only flags or watches keeps nothing back. */
const mayStop = ({ mode, action, definition }: CompiledGuardrail): boolean =>
  mode === 'active' && (action === 'block' || (definition?.check.type === 'webhook' && definition.check.on_failure === 'closed'));

/** Whether it is about what the model finally says, and not about all that it writes. */
const readsFinals = ({ definition }: CompiledGuardrail): boolean => definition?.check.type === 'output_schema';

/** Has the guardrails look at a whole answer, with what it finally says. Throws `guardrail_blocked` and `guardrail_unavailable`. */
export async function guardAnswer(
  call: GatewayCall,
  own: readonly CompiledGuardrail[],
  answer: string,
  finals: () => readonly string[],
): Promise<void> {
  const text = textOf(answer, own.some(readsFinals) ? finals() : null);
  noteHits(call, localHits(own, 'output', text));
  noteHits(call, await webhookHits(call, own, 'output', text));
}

/** Guardrails that ask for something in an answer would find nothing in those that are no conversation, such as vectors. */
const asksForText = ({ definition }: CompiledGuardrail): boolean =>
  definition?.check.type === 'output_schema' || (definition?.check.type === 'terms' && definition.check.allow.length > 0);

/** The guardrails that read what this call is answered; empty for most. */
export function outputGuardrails(call: GatewayCall, caller: Caller, guardrails: TenantGuardrails): readonly CompiledGuardrail[] {
  if (guardrails.set.output.length === 0) return [];
  const own = guardrailsFor(call, caller, guardrails, guardrails.set.output);
  return call.protocol?.turns === undefined ? own.filter((one) => !asksForText(one)) : own;
}

/**
 * Lets a stream out window by window, each once it and the next were looked at, so that what is not let through does not leave in
 * halves. Guardrails that need the whole answer keep all of it back until its end. A stream that is not let through is cut;
 * what was kept back never leaves.
 */
export class OutputGuard implements GatewayResponder {
  /** Why the stream was cut; null as long as it was not. */
  cutBy: AppError | null = null;
  readonly #call: GatewayCall;
  readonly #responder: GatewayResponder;
  readonly #guardrails: readonly CompiledGuardrail[];
  readonly #windowed: readonly CompiledGuardrail[];
  readonly #mayStop: boolean;
  readonly #holdsAll: boolean;
  #stream: SaidText;
  #held: HeldBytes[] = [];
  /** All that was relayed, where a guardrail wants to read it as the caller does; null where none does, or it was too much. */
  #relayed: Buffer[] | null;
  #relayedBytes = 0;
  #isTooMuch = false;
  #heldBytes = 0;
  /** Size of the text when the last bytes had come. */
  #size = 0;
  #lookAt = windowCharacters;
  #noted = new Set<CompiledGuardrail>();

  constructor(call: GatewayCall, guardrails: readonly CompiledGuardrail[], stream: SaidText) {
    this.#call = call;
    this.#responder = call.responder;
    this.#guardrails = guardrails;
    this.#windowed = guardrails.filter(({ needsWhole }) => !needsWhole);
    this.#mayStop = guardrails.some(mayStop);
    this.#holdsAll = guardrails.some((one) => one.needsWhole && mayStop(one));
    this.#stream = stream;
    this.#relayed = guardrails.some(readsFinals) ? [] : null;
  }

  /** Another stream comes in its place, or goes on where it broke off; then what was said so far still counts. */
  follow(stream: SaidText, isContinued: boolean): void {
    // What is read as the caller gets it is one stream for him, and goes on as that; the reader of a second part begins with the first.
    if (isContinued && this.#stream.push !== undefined) return;
    if (!isContinued) {
      this.#held = [];
      if (this.#relayed !== null) this.#relayed = [];
      this.#heldBytes = this.#relayedBytes = this.#size = 0;
      this.#lookAt = windowCharacters;
    }
    this.#stream = stream;
  }

  start(status: number, headers: string[]): void {
    this.#responder.start(status, headers);
  }

  write(bytes: Buffer): boolean {
    if (this.cutBy !== null) return true;
    this.#read(bytes);
    const size = this.#stream.deliveredText().bytes;
    // Where nothing waits to be looked at, what says nothing new (pictures, sounds, the frame) need not wait either.
    const mayPass = !this.#mayStop || (size === this.#size && this.#held.length === 0 && !this.#holdsAll);
    this.#size = size;
    if (!mayPass) {
      this.#held.push({ bytes, textEnd: size });
      this.#heldBytes += bytes.length;
      if (this.#heldBytes > heldBytesMax) {
        this.#cut(this.#tooLarge());
        return true;
      }
    }
    const hasRoom = !mayPass || this.#responder.write(bytes);
    if (size < this.#lookAt) return hasRoom;
    // All of a text is looked at each time, so the looks at a long one are further apart.
    this.#lookAt = size + Math.max(windowCharacters, size >> 4);
    return this.#look(size) && hasRoom;
  }

  /**
   * The last look, at all of it: `rest` goes out behind what was relayed. What is longer than guardrails read cannot be vouched
   * for. Throws what `guardAnswer` throws.
   */
  async check(rest: Buffer): Promise<void> {
    this.#read(rest);
    const { text, bytes } = this.#stream.deliveredText();
    if (bytes === Buffer.byteLength(text) && !this.#isTooMuch)
      return await guardAnswer(this.#call, this.#guardrails, text, () => streamedAnswers(Buffer.concat(this.#relayed ?? [])));
    noteHits(
      this.#call,
      this.#guardrails.map((one) => unreadHit(one, 'output')),
    );
    if (this.#mayStop) throw this.#tooLarge();
  }

  /** Takes in what goes to the caller, as far as anybody reads it in that form. */
  #read(bytes: Buffer): void {
    this.#stream.push?.(bytes);
    if (this.#relayed === null) return;
    this.#relayedBytes += bytes.length;
    this.#isTooMuch = this.#relayedBytes > heldBytesMax;
    if (this.#isTooMuch) this.#relayed = null;
    else this.#relayed.push(bytes);
  }

  /** Lets out what is left. */
  releaseAll(): void {
    this.#release(Number.POSITIVE_INFINITY);
  }

  end(bytes?: Buffer): void {
    this.#responder.end(bytes);
  }

  breakOff(bytes?: Buffer): void {
    this.#responder.breakOff(bytes);
  }

  onDrain(listener: () => void): void {
    this.#responder.onDrain(listener);
  }

  onClose(listener: () => void): void {
    this.#responder.onClose(listener);
  }

  /** Looks at what was said so far; false where the caller cannot follow what is let out. */
  #look(size: number): boolean {
    const { text } = this.#stream.deliveredText();
    const hits = localHits(this.#windowed, 'output', textOf(text)).filter(({ guardrail }) => !this.#noted.has(guardrail));
    for (const { guardrail } of hits) this.#noted.add(guardrail);
    try {
      noteHits(this.#call, hits);
    } catch (error) {
      this.#cut(error instanceof AppError ? error : new AppError('internal', { cause: error }));
      return true;
    }
    return this.#holdsAll ? true : this.#release(size - lagCharacters);
  }

  #release(textEnd: number): boolean {
    let hasRoom = true;
    while (this.#held[0] !== undefined && this.#held[0].textEnd <= textEnd) {
      const { bytes } = this.#held[0];
      this.#held.shift();
      this.#heldBytes -= bytes.length;
      hasRoom = this.#responder.write(bytes);
    }
    return hasRoom;
  }

  #cut(error: AppError): void {
    this.cutBy = error;
    this.#held = [];
    this.#call.cancelUpstream();
  }

  #tooLarge(): AppError {
    return new AppError('guardrail_blocked', {
      detail: `Guardrails hold this answer back: it is longer than the ${guardedCharactersMax} characters that they read.`,
    });
  }
}

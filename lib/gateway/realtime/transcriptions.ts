import { AppError, toAppError } from '#lib/core/errors.ts';
import type { NanoUsd } from '#lib/core/money.ts';
import type { TokenUsage } from '#lib/core/token-usage.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { asRecord } from '../json/as-record.ts';
import { effectivePrice } from '../routing/effective-price.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { isAllowed } from '../stages/resolve.ts';
import { holdInSession } from './hold-in-session.ts';
import { type Json, textField } from './realtime-event.ts';
import { ResponseCall } from './response-call.ts';
import { settleInSession } from './settle-in-session.ts';

/** Sound that is reserved for beyond what was heard, so that not every piece of it extends the reserve. */
const headroomMs = 30_000;
/** OpenAI's guide to realtime costs; and a rule of thumb for text. */
const tokensPerSecond = 10;
const bytesPerToken = 4;
const noMark = { textBytes: 0, audioTokens: 0 };

/** The model that a session has its caller's sound transcribed by, under its present name or that of the beta; undefined where nothing is told, null where it is turned off. */
export function transcriberIn(session: Json): string | null | undefined {
  const input = asRecord(asRecord(session.audio)?.input);
  const told = input !== undefined && 'transcription' in input ? input.transcription : session.input_audio_transcription;
  return told === undefined ? undefined : textField(asRecord(told)?.model);
}

/** What is heard in a session and written down by a model of its own: a call for each turn, paid out of the reserve. */
export class Transcriptions {
  readonly #call: GatewayCall;
  readonly #target: RoutedTarget;
  readonly #asked: Asked;
  /** The session's target with the transcriber as its model; null where none is set. */
  #transcriber: RoutedTarget | null = null;
  /** Heard and not committed; committed and not written down. */
  #heardMs = 0;
  #committedMs = 0;
  #reservedMs = 0;

  constructor(call: GatewayCall, target: RoutedTarget, asked: Asked) {
    this.#call = call;
    this.#target = target;
    this.#asked = asked;
  }

  /** Why the key may not have its sound transcribed by what it asks for; undefined where it may. */
  objection({ principal, tenant }: Caller, session: Json): AppError | undefined {
    const model = transcriberIn(session);
    if (model === undefined || model === null) return undefined;
    if (!isAllowed(principal.allowedModels, model, this.#target.connection.name)) {
      return new AppError('model_not_allowed', { detail: `This key may not use the model "${model}", which is to transcribe.` });
    }
    // The provider was approved with the session, so none is named here; a message inside of it cannot carry an approval of its own.
    const at = { provider: '', models: [model, `${this.#target.connection.name}/${model}`], boundNanoUsd: 0n };
    if (tenant.approvals !== null && tenant.approvals.need(principal, at) !== null) {
      return new AppError('model_not_allowed', {
        detail: `The model "${model}", which is to transcribe, needs an approval here. Ask for access for this key or its team.`,
      });
    }
    if (tenant.unpricedPolicy === 'flag' || this.#priced(model).price !== undefined) return undefined;
    return new AppError('unpriced_model', {
      detail: `The model "${model}", which is to transcribe, has no price, and this tenant blocks those.`,
    });
  }

  /** Sets the transcriber; turning it off counts once the provider says so. */
  use(model: string | null | undefined, isInForce: boolean): void {
    if (model === undefined || (model === null && !isInForce)) return;
    if (model === this.#transcriber?.model) return;
    this.#transcriber = model === null ? null : this.#priced(model);
    this.#reservedMs = 0;
  }

  hear(ms: number): void {
    this.#heardMs += ms;
  }

  commit(): void {
    this.#committedMs += this.#heardMs;
    this.#heardMs = 0;
  }

  get isReserved(): boolean {
    return this.#transcriber === null || this.#heardMs + this.#committedMs < this.#reservedMs;
  }

  /** What the sound heard so far can cost, with room for more of it. */
  reserve(): NanoUsd {
    if (this.#transcriber === null) return 0n;
    this.#reservedMs = this.#heardMs + this.#committedMs + headroomMs;
    const { spoken, price } = this.#transcriber;
    return spoken.bound(this.#askFor(this.#transcriber, this.#reservedMs), price).nanoUsd;
  }

  /** A turn was written down: held and settled at once, because its provider began it by itself. Rejects where its budgets do not cover it, and the session is to end. */
  async finish(caller: Caller, fields: Json): Promise<void> {
    const transcriber = this.#transcriber;
    const heardMs = this.#committedMs;
    this.#committedMs = 0;
    if (transcriber === null) return;
    const estimate = (): TokenUsage => {
      const input = Math.ceil((heardMs / 1_000) * tokensPerSecond);
      const output = Math.ceil((textField(fields.transcript)?.length ?? 0) / bytesPerToken);
      return {
        input,
        cacheRead: null,
        cacheWrite: null,
        output,
        reasoning: null,
        media: { audioInput: input, audioMs: Math.ceil(heardMs) },
      };
    };
    const asked = { ...this.#asked, ask: { ...this.#askFor(transcriber, heardMs), estimate } };
    const call = new ResponseCall(this.#call, transcriber, asked, noMark, null);
    call.caller = caller;
    call.rawUsage = asRecord(fields.usage) ?? null;
    call.mayBeBilled = true;
    call.attempts = 1;
    let refusal: unknown = null;
    try {
      await holdInSession(call, caller, transcriber, asked);
    } catch (error) {
      refusal = error;
      // The provider has done it already: nothing more is held, and what it cost is an overrun.
      const { nanoUsd: _, ...bound } = transcriber.spoken.bound(asked.ask, transcriber.price);
      await holdInSession(call, caller, transcriber, asked, { ...bound, nanoUsd: 0n });
    }
    await settleInSession(call, 'succeeded', null);
    if (refusal !== null) throw toAppError(refusal);
  }

  #askFor({ model }: RoutedTarget, audioMs: number): Asked['ask'] {
    const { ask } = this.#asked;
    const outputTokensMax = Math.ceil((audioMs / 1_000) * tokensPerSecond);
    return { ...ask, model, outputTokensMax, size: { ...ask.size, bytes: 0, audioMs } };
  }

  #priced(model: string): RoutedTarget {
    const { provider, spoken } = this.#target;
    const { caller, runtime } = this.#call;
    const price = caller === null ? undefined : effectivePrice(runtime.snapshot, caller.tenant, provider, model, runtime.clock.now());
    return { ...this.#target, model, price, spoken: { ...spoken, ...spoken.transcribes } };
  }
}

import { type AppError, type ErrorCode, toAppError } from '#lib/core/errors.ts';
import type { CallStatus } from '#lib/usage/usage-event.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { asRecord } from '../json/as-record.ts';
import type { Ask } from '../protocols/protocol.ts';
import type { RoutedTarget } from '../routing/routed-target.ts';
import { writeHold } from '../stages/write-hold.ts';
import { ContextMeter } from './context-meter.ts';
import { holdInSession } from './hold-in-session.ts';
import { limitResponse } from './limit-response.ts';
import { overrunOf } from './overrun-of.ts';
import { type Json, outputLimitIn, type RealtimeEvent, textField } from './realtime-event.ts';
import { ResponseCall } from './response-call.ts';
import { settleInSession } from './settle-in-session.ts';
import { Transcriptions } from './transcriptions.ts';

/** Tokens that the reserve has room for beyond what is needed, so that it is not extended at each event. */
const headroomTokens = 4_096;

/** The tag by which the responses of a session are found. */
const sessionTag = 'realtime_session';

/**
 * The money of one session. The session's own call holds the reserve: the bound of one response that nobody ordered, because
 * the provider begins those itself where it listens for pauses. Each response that is ordered or begins holds its own bound
 * beside it and settles by what `response.done` counts. So whatever the provider does at any moment is covered by a hold.
 */
export class SessionMoney {
  readonly meter = new ContextMeter();
  readonly transcriptions: Transcriptions;
  /** What still comes is not looked at; at the end, all is settled. */
  isClosed = false;
  /** Whom responses are charged to from now on. */
  caller: Caller;
  readonly #call: GatewayCall;
  readonly #target: RoutedTarget;
  readonly #asked: Asked;
  readonly #responseAsked: Pick<Asked, 'protocol' | 'tags' | 'taskType'>;
  /** Asked for and not begun. */
  readonly #ordered: ResponseCall[] = [];
  readonly #running = new Map<string, ResponseCall>();
  /** The response that the reserve pays for, because nothing else covers it; the last one. */
  #last: ResponseCall | null = null;
  #lastId: string | null = null;
  #outputTokensMax: number | null = null;
  #reservedTokens = -1;
  /** What a response is booked as that we break off ourselves. */
  #brokenOffAs: CallStatus = 'cancelled';

  constructor(call: GatewayCall, caller: Caller, target: RoutedTarget, asked: Asked) {
    this.#call = call;
    this.caller = caller;
    this.#target = target;
    const { protocol, tags, taskType } = asked;
    this.#responseAsked = { protocol, tags: { ...tags, [sessionTag]: call.requestId }, taskType };
    this.#asked = { ...asked, protocol: call.protocol ?? protocol };
    this.transcriptions = new Transcriptions(call, target, { ...asked, tags: this.#responseAsked.tags });
  }

  /** The provider is at work, or may be. */
  get isAnswering(): boolean {
    return this.#running.size > 0 || this.#ordered.length > 0 || this.#lastId !== null;
  }

  /** Responses under way, by the provider's ids. */
  get runningIds(): readonly string[] {
    return [...this.#running.keys(), ...(this.#lastId === null ? [] : [this.#lastId])];
  }

  /** Whether the reserve itself is spent, so that the session cannot go on. */
  get isReserveSpent(): boolean {
    return this.#last !== null;
  }

  /** Brings the reserve up to what the next response could cost. Throws, or rejects with, what the session ends with. */
  reserve(): void | Promise<void> {
    const needed = this.meter.tokensMax;
    const isCovered = needed <= this.#reservedTokens && this.transcriptions.isReserved;
    if (isCovered || this.#last !== null) return;
    const roomy = needed + headroomTokens;
    const asked = { ...this.#asked, ask: this.#askFor(roomy, this.#outputTokensMax) };
    const response = this.#target.spoken.bound(asked.ask, this.#target.price);
    const bound = { ...response, nanoUsd: response.nanoUsd + this.transcriptions.reserve() };
    const holding = holdInSession(this.#call, this.caller, this.#target, asked, bound);
    const reserved = () => {
      this.#reservedTokens = roomy;
    };
    return holding === undefined ? reserved() : holding.then(reserved);
  }

  /** Writes the reserve's hold anew, so that a long session does not keep old records of the journal alive. */
  renew(): void | Promise<void> {
    if (this.#last !== null) return;
    const { bound } = this.#call;
    if (bound !== null) return writeHold(this.#call, this.caller, this.#asked, this.#target, bound);
  }

  /** Holds the response that an event of the caller's asks for. */
  order({ fields }: RealtimeEvent): void | Promise<void> {
    const own = outputLimitIn(asRecord(fields.response));
    const response = this.#newResponse(own === undefined ? this.#outputTokensMax : own, textField(fields.event_id));
    const ordered = () => {
      response.mayBeBilled = true;
      response.attempts = 1;
      this.#ordered.push(response);
    };
    const hold = () => holdInSession(response, this.caller, this.#target, response.asked);
    try {
      const limiting = limitResponse(response, this.caller, this.#target);
      const holding = limiting === undefined ? hold() : limiting.then(hold);
      if (holding === undefined) return ordered();
      return holding.then(ordered, (error: unknown) => this.#refuse(response, error));
    } catch (error) {
      return this.#refuse(response, error);
    }
  }

  /**
   * A response begins: the one ordered first, or one that the provider began itself. Rejects where nothing covers it but the
   * reserve, and where it is more than the rate limits allow; it runs all the same.
   */
  begin(id: string): void | Promise<void> {
    const ordered = this.#ordered.shift();
    if (ordered !== undefined) {
      this.#running.set(id, ordered);
      return;
    }
    const response = this.#newResponse(this.#outputTokensMax, null);
    const begun = (): void | Promise<void> => {
      response.mayBeBilled = true;
      response.attempts = 1;
      this.#running.set(id, response);
      return limitResponse(response, this.caller, this.#target)?.then(() => {});
    };
    try {
      const holding = holdInSession(response, this.caller, this.#target, response.asked);
      if (holding === undefined) return begun();
      return holding.catch((error: unknown) => this.#fallBack(id, response, error)).then(begun);
    } catch (error) {
      return this.#fallBack(id, response, error);
    }
  }

  /** A piece of a response came. Why it is to end with it, told once; undefined where it goes on. */
  arrived(id: string, bytes: number, isSound: boolean): AppError | undefined {
    const response = this.#responseOf(id);
    if (response === undefined) return undefined;
    response.arrived(bytes, isSound);
    const overrun = response.isCut ? undefined : overrunOf(response);
    if (overrun !== undefined) response.isCut = true;
    return overrun;
  }

  /** A response is over, and counted as far as the provider does that: it is settled before the caller hears of it. */
  finish(id: string, fields: Json): void | Promise<void> {
    const response = this.#responseOf(id) ?? this.#ordered.shift();
    if (response === undefined) return;
    const usage = asRecord(fields.usage);
    response.rawUsage = usage ?? null;
    const counted = this.#target.spoken.toUsage(response.rawUsage);
    if (counted.input !== null && fields.conversation_id !== null) this.meter.count(counted, response.mark);
    const told = textField(fields.status);
    if (told === 'failed' && usage === undefined) response.mayBeBilled = false;
    if (response === this.#last) {
      this.#lastId = null;
      return;
    }
    this.#running.delete(id);
    if (response.isCut) return settleInSession(response, 'failed', 'budget_exceeded');
    if (told === 'failed') return settleInSession(response, 'failed', 'provider_error');
    return settleInSession(response, told === 'cancelled' ? this.#brokenOffAs : 'succeeded', null);
  }

  /** The provider refused something: if that was an order, nothing of it was begun. */
  refused(error: Json | undefined): void | Promise<void> {
    const eventId = textField(error?.event_id);
    const named = eventId === null ? -1 : this.#ordered.findIndex((one) => one.eventId === eventId);
    const at = named === -1 && error?.code === 'conversation_already_has_active_response' ? this.#ordered.length - 1 : named;
    const [response] = at < 0 ? [] : this.#ordered.splice(at, 1);
    if (response === undefined) return;
    response.mayBeBilled = false;
    return settleInSession(response, 'failed', 'provider_rejected');
  }

  /** The limit of answers as the session has it now. One that the caller only asks for counts as soon as it is not a lower one. */
  limitOutput(limit: number | null | undefined, isInForce: boolean): void {
    const current = this.#outputTokensMax;
    if (limit === undefined || limit === current) return;
    const isLower = limit !== null && (current === null || limit < current);
    if (isLower && !isInForce) return;
    this.#outputTokensMax = limit;
    this.#reservedTokens = -1;
  }

  /** From now on, what the provider reports as cancelled was broken off by us. */
  breakOffAs(status: CallStatus): void {
    this.#brokenOffAs = status;
  }

  /** What still comes is not looked at from now on. */
  stopListening(): void {
    this.isClosed = true;
  }

  /** Settles what is still under way when the session ends; what was not counted is estimated. */
  async close(status: CallStatus, errorCode: ErrorCode | null): Promise<void> {
    this.stopListening();
    const rest = [...this.#running.values(), ...this.#ordered];
    this.#running.clear();
    this.#ordered.length = 0;
    for (const response of rest) await settleInSession(response, status, errorCode);
    if (this.#last === null) return;
    // The reserve paid for a response: the session's own event carries it.
    const { rawUsage, firstTokenMs, mayBeBilled, asked } = this.#last;
    Object.assign(this.#call, { rawUsage, firstTokenMs, mayBeBilled, attempts: 1 });
    this.#call.asked = { ...this.#asked, ask: asked.ask };
  }

  #responseOf(id: string): ResponseCall | undefined {
    return this.#running.get(id) ?? (id === this.#lastId && this.#last !== null ? this.#last : undefined);
  }

  #askFor(inputTokensMax: number, outputTokensMax: number | null): Ask {
    const { ask } = this.#asked;
    const size = { ...ask.size, bytes: inputTokensMax, hasUnseenState: this.meter.hasUnseenState };
    return { ...ask, size, outputTokensMax };
  }

  #newResponse(outputTokensMax: number | null, eventId: string | null): ResponseCall {
    const ask = this.#askFor(this.meter.tokensMax, outputTokensMax);
    const estimate = () => this.meter.estimate(response.spokenBytes, response.writtenBytes);
    const asked = { ...this.#responseAsked, ask: { ...ask, estimate } };
    const response: ResponseCall = new ResponseCall(this.#call, this.#target, asked, this.meter.mark(), eventId);
    response.caller = this.caller;
    return response;
  }

  /** What is not covered is not sent; its event says why. */
  async #refuse(response: ResponseCall, error: unknown): Promise<never> {
    await settleInSession(response, 'refused', toAppError(error).code);
    throw error;
  }

  /** The provider began by itself what nothing covers but the reserve. */
  async #fallBack(id: string, response: ResponseCall, error: unknown): Promise<never> {
    await settleInSession(response, 'refused', toAppError(error).code);
    if (this.#last === null) {
      const { eventId, mark } = response;
      this.#last = new ResponseCall(this.#call, this.#target, response.asked, mark, eventId);
      this.#last.mayBeBilled = true;
      this.#lastId = id;
    }
    throw error;
  }
}

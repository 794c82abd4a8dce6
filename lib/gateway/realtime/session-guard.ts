import type { RedactionPattern } from '#lib/contracts/redaction-patterns.ts';
import { AppError, toAppError } from '#lib/core/errors.ts';
import { GuardedText } from '#lib/guardrails/engine/compile-check.ts';
import type { CompiledGuardrail } from '#lib/guardrails/engine/guardrail-set.ts';
import type { Asked, Caller, GatewayCall } from '../calls/gateway-call.ts';
import { localHits, noteHits, unanswered } from '../guardrails/find-hits.ts';
import { outputGuardrails } from '../guardrails/output-guard.ts';
import { asRecord } from '../json/as-record.ts';
import { assertNothingToTakeOut, guardCourse, isLookedInto } from '../objects/guard-course.ts';
import { answerFilterOf } from '../protection/answer-filter.ts';
import { handledTargets } from '../protection/enforce-handling.ts';
import { FilteredStream } from '../protection/filtered-stream.ts';
import { readSaid } from '../protection/read-said.ts';
import { requireReadable } from '../protection/require-readable.ts';
import type { Target } from '../providers/provider.ts';
import { type RealtimeEvent, textField } from './realtime-event.ts';

/** Sound has no words that could be looked at. */
const sounds = /^input_audio_buffer\./;

/** A response that may not be told any further, and why. */
interface Blocked {
  readonly error: AppError;
  readonly responseId: string | null;
}

/** What goes to the caller in the place of an event: nothing of it, or others; `blocked` where its response is to end. */
interface ToldEvents {
  readonly events: readonly object[];
  readonly blocked: Blocked | null;
}

/**
 * What classes of data, guardrails and policies mean inside a session: each message of the caller's goes up as it is or is refused
 * by itself; texts and transcripts of answers are told as they may be, and a response that may not be told ends. Sound is not read.
 */
export class SessionGuard {
  readonly #call: GatewayCall;
  readonly #asked: Asked;
  readonly #target: Target;
  readonly #patterns: ReadonlySet<RedactionPattern> | null;
  readonly #stream: FilteredStream | null;
  readonly #guardrails: readonly CompiledGuardrail[];
  /** What each response that is under way has said. */
  readonly #said = new Map<string, string>();
  readonly #blocked = new Set<string>();

  private constructor(call: GatewayCall, caller: Caller, asked: Asked, target: Target, patterns: ReadonlySet<RedactionPattern> | null) {
    this.#call = call;
    this.#asked = asked;
    this.#target = target;
    this.#patterns = patterns;
    const { guardrails } = caller.tenant;
    this.#guardrails = guardrails === null ? [] : outputGuardrails(call, caller, guardrails);
    const why = 'webhooks are not asked about answers in sessions';
    noteHits(
      call,
      this.#guardrails.flatMap((one) => unanswered(call, one, 'output', why) ?? []),
    );
    const filter = answerFilterOf(call, caller);
    this.#stream = filter === null ? null : new FilteredStream(filter, call.runtime.settings.sessionMessageBytesMax);
  }

  /** Null where nobody looks at what is said. Throws `guardrail_unavailable` where a webhook would have to look at answers. */
  static of(
    call: GatewayCall,
    caller: Caller,
    asked: Asked,
    target: Target,
    patterns: ReadonlySet<RedactionPattern> | null,
  ): SessionGuard | null {
    const isLooking = isLookedInto(caller) || call.answerRedaction !== null || (caller.tenant.guardrails?.set.output.length ?? 0) > 0;
    return isLooking ? new SessionGuard(call, caller, asked, target, patterns) : null;
  }

  /** Whether answers are looked at; otherwise they pass as they come. */
  get readsAnswers(): boolean {
    return this.#stream !== null || this.#guardrails.length > 0;
  }

  /** Why a message of the caller's may not go up; undefined where it may. */
  async objectionTo(caller: Caller, event: RealtimeEvent | null, data: Buffer): Promise<AppError | undefined> {
    if (event === null)
      return new AppError('invalid_request', { detail: 'This message is no event, so nobody could look at what it says.' });
    if (sounds.test(event.type)) return undefined;
    try {
      const said = readSaid(data, { source: 'user', isConversation: true, isLong: true });
      await guardCourse(this.#call, caller, this.#asked, said);
      this.#requireHandling();
      if (this.#patterns !== null) await assertNothingToTakeOut(said, this.#patterns);
      return undefined;
    } catch (error) {
      return toAppError(error);
    }
  }

  /** What was said can raise the class of the session, and this class may not be for where it goes. */
  #requireHandling(): void {
    const { data } = this.#call;
    if (data === null) return;
    handledTargets(data, [this.#target]);
    requireReadable(this.#call, () => true);
    if (data.handling?.approval_required !== true || this.#call.approval !== null) return;
    throw new AppError('policy_denied', {
      detail: `What is said here makes this a conversation of the class ${data.level}, each of which needs an approval. Ask for one with x-tollgate-data-class when you open a session.`,
    });
  }

  /** What the caller is told of an event. */
  tell({ type, fields }: RealtimeEvent): ToldEvents {
    const responseId = textField(fields.response_id) ?? textField(asRecord(fields.response)?.id);
    if (responseId !== null && this.#blocked.has(responseId)) return { events: withoutOutput(type, fields), blocked: null };
    try {
      const events = this.#stream === null ? [fields] : this.#stream.tellEvent(fields);
      if (this.#guardrails.length > 0) for (const event of events) this.#look(type, asRecord(event) ?? {}, responseId ?? '');
      if (type === 'response.done') this.#said.delete(responseId ?? '');
      return { events, blocked: null };
    } catch (error) {
      if (responseId !== null) this.#blocked.add(responseId);
      // What was held back of it must not come with the next.
      this.#stream?.drop();
      return { events: withoutOutput(type, fields), blocked: { error: toAppError(error), responseId } };
    }
  }

  /** Throws `guardrail_blocked` where what a response says is not let through. */
  #look(type: string, { delta, ...event }: Readonly<Record<string, unknown>>, responseId: string): void {
    // What the caller said is told back to him; sound has no words.
    if (!type.startsWith('response.') || type.endsWith('audio.delta')) return;
    let text: string;
    if (typeof delta === 'string') {
      text = (this.#said.get(responseId) ?? '') + delta;
      this.#said.set(responseId, text);
    } else text = textsIn(event).join('\n');
    if (text === '') return;
    noteHits(this.#call, localHits(this.#guardrails, 'output', new GuardedText([{ source: 'answer', text }])));
  }
}

/** Names of things are no texts. */
const names = /(?:^|_)(?:type|id|object|status|role|model|voice|format)$/;

function textsIn(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string') return names.test(name) ? [] : [value];
  if (Array.isArray(value)) return value.flatMap((one: unknown) => textsIn(one));
  return Object.entries(asRecord(value) ?? {}).flatMap(([field, one]) => textsIn(one, field));
}

/** Of a response that is not let through, the caller hears that it is over and nothing of what it said. */
function withoutOutput(type: string, fields: Readonly<Record<string, unknown>>): readonly object[] {
  return type === 'response.done' ? [{ ...fields, response: { ...asRecord(fields.response), output: [] } }] : [];
}

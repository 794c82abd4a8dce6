import { type AnswerEvent, type EventWriter, noTokens, type StopReason, type Usage } from '../answer.ts';
import { carrySeal } from '../carried-seal.ts';
import { dataEvent } from '../sse-events.ts';
import { writeGeminiFinish } from './gemini-finish-reasons.ts';
import { writeGeminiLogprobs } from './gemini-logprobs.ts';
import { writeGeminiUsage } from './gemini-usage.ts';
import { writeGeminiCall } from './write-gemini-answer.ts';

type Call = Extract<AnswerEvent, { kind: 'call' }>;

interface Candidate {
  /** Calls whose arguments are being told, by number: a chunk of Google's holds calls whole. */
  readonly calls: Map<number, { readonly call: Call; arguments: string }>;
  stop: StopReason;
}

/** Tells a stream as chunks of Google's, each a `GenerateContentResponse` of its own; usage and the reasons to stop come last. */
export class GeminiEventWriter implements EventWriter {
  #head: object = {};
  #usage: Usage = noTokens;
  readonly #candidates = new Map<number, Candidate>();

  write(event: AnswerEvent): string {
    switch (event.kind) {
      case 'start':
        this.#head = { modelVersion: event.model, responseId: event.id };
        return '';
      case 'usage':
        this.#usage = event.usage;
        return '';
      default:
        return this.#tell(this.#candidate(event.choice), event);
    }
  }

  finish(): string {
    const candidates = [...this.#candidates.entries()];
    const calls = candidates.map(([index, candidate]) => this.#tellCalls(index, candidate)).join('');
    const empty = { parts: [{ text: '' }], role: 'model' };
    const ends = candidates.map(([index, { stop }]) => ({ content: empty, finishReason: writeGeminiFinish(stop), index }));
    const told = ends.length === 0 ? [{ content: empty, finishReason: 'STOP', index: 0 }] : ends;
    return calls + dataEvent({ candidates: told, usageMetadata: writeGeminiUsage(this.#usage), ...this.#head });
  }

  #candidate(choice: number): Candidate {
    const candidate = this.#candidates.get(choice) ?? { calls: new Map(), stop: 'end' };
    this.#candidates.set(choice, candidate);
    return candidate;
  }

  #tell(candidate: Candidate, event: Exclude<AnswerEvent, { kind: 'start' | 'usage' }>): string {
    const { choice } = event;
    switch (event.kind) {
      case 'text':
      case 'refusal':
        return this.#chunk(choice, [{ text: event.text }]);
      case 'thought':
        return this.#chunk(choice, [{ text: event.text, thought: true }]);
      case 'seal':
        return this.#chunk(choice, [{ text: '', thought: true, thoughtSignature: carrySeal(event.seal, event.isRedacted) }]);
      case 'call':
        candidate.calls.set(event.call, { call: event, arguments: '' });
        return '';
      case 'arguments': {
        const open = candidate.calls.get(event.call);
        if (open !== undefined) open.arguments += event.text;
        return '';
      }
      case 'logprobs':
        return this.#chunk(choice, [], { logprobsResult: writeGeminiLogprobs(event.tokens) });
      case 'stop':
        candidate.stop = event.stop;
        return this.#tellCalls(choice, candidate);
    }
  }

  #tellCalls(choice: number, { calls }: Candidate): string {
    const parts = [...calls.values()].map(({ call, arguments: sent }) => writeGeminiCall({ ...call, arguments: sent }));
    calls.clear();
    return parts.length === 0 ? '' : this.#chunk(choice, parts);
  }

  #chunk(index: number, parts: readonly object[], more: object = {}): string {
    return dataEvent({ candidates: [{ content: { parts, role: 'model' }, index, ...more }], ...this.#head });
  }
}

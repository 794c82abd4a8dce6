import { asRecord, parseJson } from '../../json/as-record.ts';
import type { TokenCounter } from '../../tokens/token-counter.ts';
import { composeChoice, type SandboxChoice } from './compose-answer.ts';
import { errorAnswer } from './error-answer.ts';
import { SandboxRefusal, type SandboxRequest } from './read-sandbox-request.ts';
import { renderEvents, renderWhole, type SandboxUsage } from './render-answer.ts';
import { type SandboxModel, sandboxModelNamed } from './sandbox-models.ts';
import type { SandboxStep } from './sandbox-step.ts';

/** Framing of a message and of the whole prompt, in tokens, as OpenAI's models have it. */
const tokensPerMessage = 4;
const tokensPerPrompt = 3;
/** Events of a faulty stream that come before its fault. */
const eventsBeforeFault = 4;
/** Longest simulated wait of a call that is not streamed. */
const wholeMsMax = 30_000;

async function countPrompt(request: SandboxRequest, body: Buffer, tokens: TokenCounter): Promise<number> {
  const document = asRecord(parseJson(body.toString()));
  const read = JSON.stringify([document?.messages, document?.tools ?? []]);
  return (await tokens.count(read)) + request.messages * tokensPerMessage + tokensPerPrompt;
}

function* wholeAnswer(
  model: SandboxModel,
  body: Buffer,
  choices: readonly SandboxChoice[],
  usage: SandboxUsage | null,
): Generator<SandboxStep> {
  const bytes = renderWhole(model.name, body, choices, usage);
  const half = bytes.subarray(0, bytes.length / 2);
  const pieces = choices.reduce((total, choice) => total + choice.pieces.length, 0);
  const afterMs = Math.min(model.firstTokenMs + model.tokenMs * pieces, wholeMsMax);
  yield { afterMs, act: 'head', status: 200, headers: { 'content-type': 'application/json' } };
  const fault = model.fault?.kind;
  if (fault === 'cut' || fault === 'stall' || fault === 'malformed') yield { afterMs: 0, act: 'data', bytes: half };
  else yield { afterMs: 0, act: 'data', bytes };
  yield { afterMs: 0, act: fault === 'cut' ? 'break' : fault === 'stall' ? 'hang' : 'end' };
}

function* streamedAnswer(
  model: SandboxModel,
  body: Buffer,
  choices: readonly SandboxChoice[],
  usage: SandboxUsage | null,
): Generator<SandboxStep> {
  yield { afterMs: model.firstTokenMs, act: 'head', status: 200, headers: { 'content-type': 'text/event-stream' } };
  const fault = model.fault?.kind;
  let sent = 0;
  for (const { bytes, isToken } of renderEvents(model.name, body, choices, usage)) {
    if (sent === eventsBeforeFault && (fault === 'cut' || fault === 'stall')) {
      yield { afterMs: 0, act: fault === 'cut' ? 'break' : 'hang' };
      return;
    }
    if (sent === eventsBeforeFault && fault === 'malformed') {
      yield { afterMs: 0, act: 'data', bytes: Buffer.from('data: {"id":"chatcmpl-broken","choices":[{"index":0,"delta":\n\n') };
    }
    yield { afterMs: isToken ? model.tokenMs : 0, act: 'data', bytes };
    sent += 1;
  }
  if (fault === 'no_done') {
    yield { afterMs: 0, act: 'hang' };
    return;
  }
  yield { afterMs: 0, act: 'data', bytes: Buffer.from('data: [DONE]\n\n') };
  yield { afterMs: 0, act: 'end' };
}

/** The whole course of an answer, in steps; decided by the request's bytes alone. Throws SandboxRefusal. */
export async function scriptAnswer(request: SandboxRequest, body: Buffer, tokens: TokenCounter): Promise<Iterable<SandboxStep>> {
  const model = sandboxModelNamed(request.model);
  if (model === undefined) throw new SandboxRefusal('model', `The sandbox has no model "${request.model}".`);
  if (model.answers !== 'chat') throw new SandboxRefusal('model', `"${model.name}" does not chat.`);
  if (model.fault?.kind === 'error') return errorAnswer(model.fault.status);
  if (model.fault?.kind === 'silent') return [{ afterMs: 0, act: 'hang' }];
  const choices = Array.from({ length: request.choices }, (_, index) => composeChoice(request, model, body, index));
  const completion = choices.reduce((total, choice) => total + choice.tokens, 0);
  const isTold = model.fault?.kind !== 'no_usage' && (request.reportsUsage || !request.isStreamed);
  const usage = isTold ? { prompt: await countPrompt(request, body, tokens), completion } : null;
  return request.isStreamed ? streamedAnswer(model, body, choices, usage) : wholeAnswer(model, body, choices, usage);
}

import { randomUUID } from 'node:crypto';
import { asRecord, parseJson } from '../../../json/as-record.ts';
import type { Ask } from '../../../protocols/protocol.ts';
import { boundChat } from '../../openai-family/bound-chat.ts';
import { toOpenAiUsage } from '../../openai-family/to-usage.ts';
import type { SpokenProtocol, Target } from '../../provider.ts';
import { buildBedrockRequest, eventStreamType } from '../bedrock-requests.ts';
import { ConverseStreamDecoder } from './converse-stream.ts';
import { type ConverseGoal, translateAnswer } from './translate-answer.ts';
import { translateRequest } from './translate-request.ts';

/** Whether the caller has forbidden parallel calls, which is said in so few requests that the others are not parsed for it. */
function wantsOneCall(ask: Ask): boolean {
  const body = ask.toBody({ model: ask.model, reportUsage: false });
  return body.includes('"parallel_tool_calls"') && asRecord(parseJson(body.toString()))?.parallel_tool_calls === false;
}

/** Converse gives its answers no id of their own. */
const goalOf = (ask: Ask, { model }: Target): ConverseGoal => ({
  model,
  id: `chatcmpl-${randomUUID()}`,
  now: Date.now(),
  isOneCall: wantsOneCall(ask),
});

/** Chat completions, spoken to all models that Converse knows. */
export const converse: SpokenProtocol = {
  buildRequest: (ask, target, context) => {
    const body = translateRequest(ask.toBody({ model: target.model, reportUsage: false }), target.model);
    return buildBedrockRequest(ask.streamed ? 'converse-stream' : 'converse', ask.streamed, body, target, context);
  },
  toUsage: toOpenAiUsage,
  bound: boundChat,
  answers: {
    whole: (body, ask, target) => translateAnswer(body, goalOf(ask, target)),
    stream: { contentType: eventStreamType, open: (ask, target) => new ConverseStreamDecoder(goalOf(ask, target)) },
  },
};

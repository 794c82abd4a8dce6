import { randomUUID } from 'node:crypto';
import { boundChat } from '../../openai-family/bound-chat.ts';
import { toOpenAiUsage } from '../../openai-family/to-usage.ts';
import type { SpokenProtocol } from '../../provider.ts';
import { buildBedrockRequest, eventStreamType } from '../bedrock-requests.ts';
import { ConverseStreamDecoder } from './converse-stream.ts';
import { translateAnswer } from './translate-answer.ts';
import { translateRequest } from './translate-request.ts';

/** Converse gives its answers no id of their own. */
const newId = (): string => `chatcmpl-${randomUUID()}`;

/** Chat completions, spoken to all models that Converse knows. */
export const converse: SpokenProtocol = {
  buildRequest: (ask, target, context) => {
    const body = translateRequest(ask.toBody({ model: target.model, reportUsage: false }), target.model);
    return buildBedrockRequest(ask.streamed ? 'converse-stream' : 'converse', ask.streamed, body, target, context);
  },
  toUsage: toOpenAiUsage,
  bound: boundChat,
  answers: {
    whole: (body, _ask, target) => translateAnswer(body, target.model, newId(), Date.now()),
    stream: { contentType: eventStreamType, open: (_ask, target) => new ConverseStreamDecoder(target.model, newId(), Date.now()) },
  },
};

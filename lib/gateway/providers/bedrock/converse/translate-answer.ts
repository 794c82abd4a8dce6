import { AppError } from '#lib/core/errors.ts';
import { asList, asRecord, parseJson } from '../../../json/as-record.ts';
import { toChatUsage, toFinishReason } from './to-chat.ts';

type Fields = Readonly<Record<string, unknown>>;

const texts = (values: readonly unknown[]): string => values.filter((value) => typeof value === 'string').join('');

function toolCalls(blocks: readonly (Fields | undefined)[]): object[] {
  return blocks.flatMap((block) => {
    const used = asRecord(block?.toolUse);
    if (used === undefined) return [];
    return [{ id: used.toolUseId, type: 'function', function: { name: used.name, arguments: JSON.stringify(used.input ?? {}) } }];
  });
}

/** What of the caller's side an answer has to agree with. */
export interface ConverseGoal {
  readonly model: string;
  readonly id: string;
  /** Milliseconds. */
  readonly now: number;
  /** The caller forbade parallel calls: further ones are left out. */
  readonly isOneCall: boolean;
}

/** A complete answer of Converse as a chat completion. Throws AppError('provider_error') where it is none. */
export function translateAnswer(body: Buffer, { model, id, now, isOneCall }: ConverseGoal): Buffer {
  const answer = asRecord(parseJson(body.toString()));
  const message = asRecord(asRecord(answer?.output)?.message);
  if (message === undefined) throw new AppError('provider_error', { detail: 'The provider’s answer has no message.' });
  const blocks = asList(message.content).map(asRecord);
  const calls = toolCalls(blocks).slice(0, isOneCall ? 1 : undefined);
  const text = texts(blocks.map((block) => block?.text));
  const thought = texts(blocks.map((block) => asRecord(asRecord(block?.reasoningContent)?.reasoningText)?.text));
  const completion = {
    id,
    object: 'chat.completion',
    created: Math.floor(now / 1000),
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && calls.length > 0 ? null : text,
          ...(thought === '' ? {} : { reasoning_content: thought }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: toFinishReason(answer?.stopReason),
      },
    ],
    usage: toChatUsage(answer?.usage),
  };
  return Buffer.from(JSON.stringify(completion));
}

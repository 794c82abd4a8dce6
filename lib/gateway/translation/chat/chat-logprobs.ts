import { asList, asRecord } from '../../json/as-record.ts';
import type { TokenProbability } from '../answer.ts';
import { countOf } from '../count-of.ts';
import { textOf } from '../text-of.ts';

/** OpenAI's log probabilities; a token has its bytes beside it, because it may be a part of a character. */
export function writeChatLogprobs(tokens: readonly TokenProbability[]): object {
  const write = (token: string, logprob: number) => ({ token, logprob, bytes: [...Buffer.from(token)] });
  return {
    content: tokens.map(({ token, logprob, top }) => ({
      ...write(token, logprob),
      top_logprobs: top.map((other) => write(other.token, other.logprob)),
    })),
    refusal: null,
  };
}

const readToken = (value: unknown): { readonly token: string; readonly logprob: number } => {
  const record = asRecord(value);
  return { token: textOf(record?.token), logprob: countOf(record?.logprob) };
};

/** Undefined where there are none. */
export function readChatLogprobs(value: unknown): readonly TokenProbability[] | undefined {
  const content = asRecord(value)?.content;
  if (!Array.isArray(content)) return undefined;
  return content.map((token: unknown) => ({ ...readToken(token), top: asList(asRecord(token)?.top_logprobs).map(readToken) }));
}

import { asList, asRecord, parseJson } from '../../json/as-record.ts';
import { answerReader } from './whole-answer.ts';

/** Looks at a complete chat completion: is it one, and what does it say of its usage? */
export const readChatAnswer = answerReader({ field: 'choices', kind: 'array', missing: 'choices, so it is no chat completion.' });

/** The text of all choices, for counting where the provider reported no usage. */
export function textOfChatAnswer(body: Buffer): string {
  const answer = asRecord(parseJson(body.toString()));
  const texts: string[] = [];
  for (const choice of asList(answer?.choices).map(asRecord)) {
    const message = asRecord(choice?.message);
    for (const name of ['content', 'reasoning_content', 'refusal']) {
      const text = message?.[name];
      if (typeof text === 'string') texts.push(text);
    }
    const calls = asList(message?.tool_calls);
    if (calls.length > 0) texts.push(JSON.stringify(calls));
  }
  return texts.join('\n');
}

/**
 * The thinking in a message or a delta of the chat protocol, which OpenAI does not name: `reasoning_content` is
 * DeepSeek's field, `reasoning` OpenRouter's and Groq's; some send both with the same text. Empty where there is none.
 */
export function reasoningOf(message: Readonly<Record<string, unknown>>): string {
  const given = [message.reasoning_content, message.reasoning].find((text) => typeof text === 'string' && text !== '');
  return typeof given === 'string' ? given : '';
}

import type { BodyShape } from '../shared/reshape-body.ts';

/** Mistral answers 422 to every field that it does not know ("Extra inputs are not permitted"), these two of OpenAI's among them. */
export const mistralChatShape: BodyShape = { drops: ['stream_options'], renames: { max_completion_tokens: 'max_tokens' } };

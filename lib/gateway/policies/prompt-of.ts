import type { Ask } from '../protocols/protocol.ts';

const prompts = new WeakMap<Ask, () => string>();

/** The text of what is asked, which is read at most once, however many conditions of however many judgements ask for it. */
export function promptOf(ask: Ask): () => string {
  const known = prompts.get(ask);
  if (known !== undefined) return known;
  let text: string | undefined;
  const prompt = (): string => {
    text ??= ask.text();
    return text;
  };
  prompts.set(ask, prompt);
  return prompt;
}

/** `changed` as something whose text is that of `ask`, as it is where another model is asked for the same. */
export function withPromptOf(ask: Ask, changed: Ask): Ask {
  prompts.set(changed, promptOf(ask));
  return changed;
}

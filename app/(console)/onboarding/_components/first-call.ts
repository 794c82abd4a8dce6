/** What came of a call that a browser made through the gateway. */
export type FirstCallOutcome = { readonly answer: string; readonly model: string } | { readonly fault: string };

const question = { messages: [{ role: 'user', content: 'Say hello in one sentence.' }], max_tokens: 60 };

const textAt = (value: unknown, ...path: readonly (string | number)[]): string => {
  let at: unknown = value;
  for (const name of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined;
  return typeof at === 'string' ? at : '';
};

/** The models that the key may ask for, the sandbox's first: it answers without a provider's bill. */
async function chooseModel(headers: HeadersInit): Promise<string> {
  const list: unknown = await (await fetch('/api/v1/models', { headers })).json();
  const data: unknown = typeof list === 'object' && list !== null ? Reflect.get(list, 'data') : undefined;
  const ids = Array.isArray(data) ? data.map((model: unknown) => textAt(model, 'id')) : [];
  return ids.find((id) => id === 'sandbox-small') ?? ids.find((id) => /mini|small|haiku|flash|nano/.test(id)) ?? ids[0] ?? '';
}

/** Makes a real call through the gateway with a key, as an app would. Never rejects. */
export async function makeFirstCall(key: string): Promise<FirstCallOutcome> {
  try {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    const model = await chooseModel(headers);
    if (model === '') return { fault: 'No connection serves a model yet. Add one and test it first.' };
    const answer = await fetch('/api/v1/chat/completions', { method: 'POST', headers, body: JSON.stringify({ model, ...question }) });
    const body: unknown = await answer.json();
    if (!answer.ok) return { fault: `${answer.status}: ${textAt(body, 'error', 'message') || 'The call was refused.'}` };
    return { model, answer: textAt(body, 'choices', 0, 'message', 'content') };
  } catch {
    return { fault: 'The gateway did not answer.' };
  }
}

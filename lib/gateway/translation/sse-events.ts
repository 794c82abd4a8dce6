/** An event without a name, as OpenAI's chat streams send them. */
export function dataEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/** An event named by its type, as Anthropic's streams send them. */
export function namedEvent(data: { readonly type: string; readonly [name: string]: unknown }): string {
  return `event: ${data.type}\n${dataEvent(data)}`;
}

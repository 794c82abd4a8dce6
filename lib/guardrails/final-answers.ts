/**
 * What a model finally says, without its reasoning and without what it asks tools for: one text for each choice. An answer that
 * only calls tools has none, because it is not the last word. In any of the four protocols for conversations.
 */

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const asFields = (value: unknown): Fields | undefined => (isFields(value) ? value : undefined);
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The texts by the number of their choice. */
type Choices = Map<number, string>;

const add = (choices: Choices, at: unknown, text: string): void => {
  const index = typeof at === 'number' ? at : 0;
  if (text !== '') choices.set(index, (choices.get(index) ?? '') + text);
};

/** Chat completions: `message` of an answer, `delta` of an event. */
function readChat(document: Fields, choices: Choices): void {
  for (const choice of asList(document.choices).map(asFields)) {
    const said = asFields(choice?.message) ?? asFields(choice?.delta);
    const content = said?.content;
    add(choices, choice?.index, asText(content));
    for (const part of asList(content).map(asFields)) add(choices, choice?.index, asText(part?.text));
  }
}

/** Contents of the Gemini API, whole and streamed alike; parts that are thoughts are no answer. */
function readCandidates(document: Fields, choices: Choices): void {
  for (const candidate of asList(document.candidates).map(asFields))
    for (const part of asList(asFields(candidate?.content)?.parts).map(asFields))
      if (part?.thought !== true) add(choices, candidate?.index, asText(part?.text));
}

/** The Messages API: blocks of text of an answer, and what is added to them in a stream. */
function readMessage(document: Fields, choices: Choices): void {
  if (document.type === 'message')
    for (const block of asList(document.content).map(asFields)) if (block?.type === 'text') add(choices, 0, asText(block.text));
  const delta = asFields(document.delta);
  if (document.type === 'content_block_delta' && delta?.type === 'text_delta') add(choices, 0, asText(delta.text));
}

/** The Responses API: messages of an answer, and what is added to their text in a stream. */
function readResponse(document: Fields, choices: Choices): void {
  if (document.type === 'response.output_text.delta') add(choices, 0, asText(document.delta));
  if (document.object !== 'response') return;
  for (const item of asList(document.output).map(asFields))
    if (item?.type === 'message')
      for (const part of asList(item.content).map(asFields)) if (part?.type === 'output_text') add(choices, 0, asText(part.text));
}

function readInto(choices: Choices, text: string): void {
  let document: Fields | undefined;
  try {
    document = asFields(JSON.parse(text));
  } catch {
    // `[DONE]`, or an event that says nothing.
  }
  if (document === undefined) return;
  readChat(document, choices);
  readCandidates(document, choices);
  readMessage(document, choices);
  readResponse(document, choices);
}

/** The final texts of an answer in one piece. */
export function finalAnswers(body: Buffer): string[] {
  const choices: Choices = new Map();
  readInto(choices, body.toString('utf8'));
  return [...choices.values()];
}

/** The final texts of a stream of server-sent events, complete as it went out. */
export function streamedAnswers(stream: Buffer): string[] {
  const choices: Choices = new Map();
  for (const line of stream.toString('utf8').split(/\r?\n/)) if (line.startsWith('data:')) readInto(choices, line.slice('data:'.length));
  return [...choices.values()];
}

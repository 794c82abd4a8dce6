import { asList, asRecord, parseJson } from '../../json/as-record.ts';

/** A tool that the sandbox may call. */
export interface SandboxTool {
  readonly name: string;
  readonly parameters: unknown;
}

/** A chat completion request as the sandbox reads it; what it cannot honour it refuses, as a real provider would. */
export interface SandboxRequest {
  readonly model: string;
  readonly isStreamed: boolean;
  readonly reportsUsage: boolean;
  readonly choices: number;
  readonly outputTokensMax: number | null;
  readonly stops: readonly string[];
  readonly tools: readonly SandboxTool[];
  /** A tool's name, or how freely the sandbox may decide. */
  readonly toolChoice: string | { readonly name: string };
  /** The JSON Schema the answer has to be valid by; `{}` for any JSON object; null for prose. */
  readonly schema: unknown;
  /** Text of the last message and who wrote it. */
  readonly last: { readonly role: string; readonly text: string };
  readonly messages: number;
}

/** What a provider would answer with status 400. */
export class SandboxRefusal extends Error {
  readonly param: string;

  constructor(param: string, message: string) {
    super(message);
    this.name = 'SandboxRefusal';
    this.param = param;
  }
}

const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'function']);
const choicesMax = 8;

/** The text of a message whose content is a text or a list of parts. */
function textOfMessage(message: Readonly<Record<string, unknown>>): string {
  if (typeof message.content === 'string') return message.content;
  return asList(message.content)
    .map((part) => asRecord(part)?.text)
    .filter((text) => typeof text === 'string')
    .join(' ');
}

function readMessages(value: unknown): { role: string; text: string }[] {
  return asList(value).map((item, index) => {
    const message = asRecord(item);
    const role = message?.role;
    if (message === undefined || typeof role !== 'string' || !roles.has(role)) {
      throw new SandboxRefusal(`messages.${index}.role`, `messages[${index}] needs a role, one of ${[...roles].join(', ')}.`);
    }
    return { role, text: textOfMessage(message) };
  });
}

function readTools(value: unknown): SandboxTool[] {
  return asList(value).map((item, index) => {
    const declared = asRecord(asRecord(item)?.function);
    if (typeof declared?.name !== 'string')
      throw new SandboxRefusal(`tools.${index}.function.name`, `tools[${index}] is no function with a name.`);
    return { name: declared.name, parameters: declared.parameters ?? {} };
  });
}

function readToolChoice(value: unknown, tools: readonly SandboxTool[]): string | { readonly name: string } {
  if (value === undefined || value === null) return 'auto';
  if (value === 'auto' || value === 'none' || value === 'required') return value;
  const name = asRecord(asRecord(value)?.function)?.name;
  if (typeof name === 'string' && tools.some((tool) => tool.name === name)) return { name };
  throw new SandboxRefusal('tool_choice', 'tool_choice names no function of tools.');
}

function readStops(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const stops = typeof value === 'string' ? [value] : asList(value);
  const texts = stops.filter((stop) => typeof stop === 'string' && stop !== '');
  if (texts.length !== stops.length || texts.length === 0 || texts.length > 4)
    throw new SandboxRefusal('stop', 'stop must be one to four texts.');
  return texts.map(String);
}

function readSchema(value: unknown): unknown {
  const format = asRecord(value);
  if (format === undefined || format.type === 'text') return null;
  if (format.type === 'json_object') return {};
  if (format.type === 'json_schema') return asRecord(format.json_schema)?.schema ?? {};
  throw new SandboxRefusal('response_format', 'response_format must be text, json_object or json_schema.');
}

/** Reads the body the gateway sends; throws SandboxRefusal naming the parameter. */
export function readSandboxRequest(body: Buffer): SandboxRequest {
  const request = asRecord(parseJson(body.toString()));
  if (typeof request?.model !== 'string') throw new SandboxRefusal('model', 'model is missing.');
  for (const name of ['logprobs', 'top_logprobs', 'logit_bias', 'audio']) {
    if (request[name] !== undefined && request[name] !== null && request[name] !== false) {
      throw new SandboxRefusal(name, `The sandbox cannot honour "${name}"; leave it out.`);
    }
  }
  const messages = readMessages(request.messages);
  const tools = readTools(request.tools);
  const choices = typeof request.n === 'number' ? request.n : 1;
  if (choices > choicesMax) throw new SandboxRefusal('n', `The sandbox gives at most ${choicesMax} choices.`);
  const limit = request.max_completion_tokens ?? request.max_tokens;
  return {
    model: request.model,
    isStreamed: request.stream === true,
    reportsUsage: asRecord(request.stream_options)?.include_usage === true,
    choices,
    outputTokensMax: typeof limit === 'number' ? limit : null,
    stops: readStops(request.stop),
    tools,
    toolChoice: readToolChoice(request.tool_choice, tools),
    schema: readSchema(request.response_format),
    last: messages.at(-1) ?? { role: 'user', text: '' },
    messages: messages.length,
  };
}

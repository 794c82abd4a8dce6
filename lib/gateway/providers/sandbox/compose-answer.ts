import { decodeGenerator, encode } from 'gpt-tokenizer/encoding/o200k_base';
import { composeText } from './compose-text.ts';
import { instanceOfSchema, UnsupportedSchema } from './instance-of-schema.ts';
import { SandboxRefusal, type SandboxRequest, type SandboxTool } from './read-sandbox-request.ts';
import type { SandboxModel } from './sandbox-models.ts';
import { digestOf, type SeededRandom, seededRandom } from './seeded-random.ts';

/** One choice, cut into the pieces a tokenizer makes of it. */
export interface SandboxChoice {
  readonly pieces: readonly string[];
  /** A character can be made of several tokens, so there may be more tokens than pieces. */
  readonly tokens: number;
  /** Set when the pieces are the arguments of a tool call. */
  readonly tool: { readonly id: string; readonly name: string } | null;
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
}

const overrunFactor = 3;

/** The tool to call: the one that was named, any when one is required, or the one whose name the question mentions. */
function toolFor(request: SandboxRequest): SandboxTool | undefined {
  const { tools, toolChoice, last } = request;
  if (typeof toolChoice === 'object') return tools.find((tool) => tool.name === toolChoice.name);
  if (toolChoice === 'required') return tools[0];
  // After a tool's result the model answers in words, or it would call forever.
  if (toolChoice === 'none' || last.role !== 'user') return undefined;
  const words = last.text.toLowerCase();
  return tools.find((tool) => words.includes(tool.name.toLowerCase()) || words.includes(tool.name.toLowerCase().replaceAll('_', ' ')));
}

function schemaText(schema: unknown, param: string, random: SeededRandom): string {
  try {
    return JSON.stringify(instanceOfSchema(schema, random));
  } catch (error) {
    if (error instanceof UnsupportedSchema) throw new SandboxRefusal(param, `The sandbox cannot fill a schema with ${error.message}.`);
    throw error;
  }
}

function proseFor(request: SandboxRequest, model: SandboxModel, random: SeededRandom): string {
  const text = composeText(random, request.last.text, model.sentences);
  const answer = request.schema === null ? text : schemaText(schemaOrObject(request.schema, text), 'response_format', random);
  const ends = request.stops.map((stop) => answer.indexOf(stop)).filter((at) => at !== -1);
  return ends.length === 0 ? answer : answer.slice(0, Math.min(...ends));
}

/** `json_object` asks for any object: one that holds the prose. */
const schemaOrObject = (schema: unknown, text: string): unknown =>
  JSON.stringify(schema) === '{}' ? { type: 'object', properties: { answer: { const: text } } } : schema;

/** One choice of the answer, the same for the same request bytes and index. */
export function composeChoice(request: SandboxRequest, model: SandboxModel, body: Buffer, index: number): SandboxChoice {
  const digest = digestOf(body);
  const random = seededRandom(digest.readUInt32BE(0) + index);
  const tool = toolFor(request);
  const text = tool === undefined ? proseFor(request, model, random) : schemaText(tool.parameters, 'tools', random);
  const whole = encode(text);
  const limit = request.outputTokensMax;
  if (model.fault?.kind === 'overrun') {
    const wanted = (limit ?? whole.length) * overrunFactor;
    const repeated = Array.from({ length: wanted }, (_, at) => whole[at % whole.length] ?? 0);
    return { pieces: [...decodeGenerator(repeated)], tokens: repeated.length, tool: null, finishReason: 'stop' };
  }
  const isCut = limit !== null && whole.length > limit;
  const kept = isCut ? whole.slice(0, limit) : whole;
  const id = `call_${digest.toString('hex', 0, 12)}${index}`;
  const finishReason = isCut ? 'length' : tool === undefined ? 'stop' : 'tool_calls';
  return {
    pieces: [...decodeGenerator(kept)],
    tokens: kept.length,
    tool: tool === undefined ? null : { id, name: tool.name },
    finishReason,
  };
}

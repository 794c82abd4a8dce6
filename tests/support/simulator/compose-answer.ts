import { instanceOfSchema } from '#lib/gateway/providers/sandbox/instance-of-schema.ts';
import { seededRandom } from '#lib/gateway/providers/sandbox/seeded-random.ts';
import type { SimulatedAnswer, SimulatedAsk, SimulatedTool } from './dialect.ts';

/** Characters of two, three and four bytes, so that whoever cuts bytes between them is found out. */
const ending = ' Größe zählt: 日本 😀.';

/** Google's schemas name their types in capitals. */
function withSmallTypes(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withSmallTypes);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === 'type' && typeof value === 'string' ? value.toLowerCase() : withSmallTypes(value),
    ]),
  );
}

const instance = (schema: unknown): string =>
  JSON.stringify(instanceOfSchema(withSmallTypes(schema ?? { type: 'object', properties: {} }), seededRandom(7)));

/** The tools that the last turn names, all of them at once; after a result the model answers in words. */
function calledTools({ tools, forcedTool, text, toolResults }: SimulatedAsk): readonly SimulatedTool[] {
  if (toolResults.length > 0) return [];
  if (forcedTool !== null) return tools.filter(({ name }) => forcedTool === '' || name === forcedTool).slice(0, 1);
  return tools.filter(({ name }) => text.includes(name));
}

function prose(ask: SimulatedAsk): string {
  if (ask.schema !== null) return instance(ask.schema);
  const told = ask.toolResults.length > 0 ? `The tools said: ${ask.toolResults.join(' | ')}.` : `You said: ${ask.text}.`;
  const seen = ask.pictures === 0 ? '' : ` I see ${ask.pictures} picture${ask.pictures === 1 ? '' : 's'}.`;
  return `${told}${seen}${ask.system === '' ? '' : ` My orders: ${ask.system}.`}${ending}`;
}

/** Words with the space before them, as tokens of models are. */
const piecesOf = (text: string): readonly string[] => text.match(/\s*\S+/gu) ?? [text];

/** What is left to say where the answer has been begun by the caller; all of it where the beginning is another answer's. */
const restOf = (whole: string, begun: string | null): string =>
  begun !== null && whole.startsWith(begun) ? whole.slice(begun.length) : whole;

/** The answer to a request, the same for the same request. */
export function composeAnswer(ask: SimulatedAsk): SimulatedAnswer {
  const calls = calledTools(ask).map(({ name, schema }, index) => ({ id: `call_${index + 1}`, name, arguments: instance(schema) }));
  const pieces = calls.length > 0 ? [] : piecesOf(restOf(prose(ask), ask.begun));
  const input = 10 + Math.ceil((ask.system.length + ask.text.length + ask.toolResults.join('').length) / 4) + ask.pictures * 85;
  const output = calls.length > 0 ? calls.reduce((sum, call) => sum + 5 + Math.ceil(call.arguments.length / 4), 0) : pieces.length;
  return { pieces, calls, usage: { input, output } };
}

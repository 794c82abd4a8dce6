import { asList, asRecord } from '../json/as-record.ts';
import type { StreamEvent, StreamLanes } from './stream-lane.ts';

const texts: ReadonlySet<string> = new Set(['content', 'refusal', 'reasoning_content', 'reasoning']);

type FilterWhole = (value: unknown, field: string) => unknown;

const chunkOf = ({ choices: _, usage: __, ...frame }: StreamEvent, index: number, delta: object): StreamEvent => ({
  ...frame,
  choices: [{ index, delta, finish_reason: null }],
});

/** What a tool is called with: JSON, or for tools of the caller's own form any text. */
const inputs = [
  { kind: 'function', field: 'arguments', isJson: true },
  { kind: 'custom', field: 'input', isJson: false },
] as const;

function filterToolCalls(event: StreamEvent, index: number, calls: unknown, lanes: StreamLanes): unknown {
  return asList(calls).map((call) => {
    const record = asRecord(call);
    if (record === undefined) return call;
    const at = typeof record.index === 'number' ? record.index : 0;
    const told: Record<string, unknown> = { ...record };
    for (const { kind, field, isJson } of inputs) {
      const called = asRecord(record[kind]);
      const piece = called?.[field];
      if (typeof piece !== 'string') continue;
      const input = lanes.push(`c${index}/${kind}${at}`, piece, isJson, (rest) =>
        chunkOf(event, index, { tool_calls: [{ index: at, [kind]: { [field]: rest } }] }),
      );
      told[kind] = { ...called, [field]: input };
    }
    return told;
  });
}

/** The one call of a function, as models were asked for it before there were tools. */
function filterFunctionCall(event: StreamEvent, index: number, call: unknown, lanes: StreamLanes): unknown {
  const record = asRecord(call);
  if (typeof record?.arguments !== 'string') return call;
  const told = lanes.push(`c${index}/call`, record.arguments, true, (rest) =>
    chunkOf(event, index, { function_call: { arguments: rest } }),
  );
  return { ...record, arguments: told };
}

/** What a choice adds, text by text. What is not known to come piece by piece is filtered as it stands. */
function filterDelta(event: StreamEvent, index: number, delta: StreamEvent, lanes: StreamLanes, filterWhole: FilterWhole): StreamEvent {
  const told: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(delta)) {
    if (name === 'tool_calls') told[name] = filterToolCalls(event, index, value, lanes);
    else if (name === 'function_call') told[name] = filterFunctionCall(event, index, value, lanes);
    else if (!texts.has(name) || typeof value !== 'string') told[name] = filterWhole(value, name);
    else told[name] = lanes.push(`c${index}/${name}`, value, false, (rest) => chunkOf(event, index, { [name]: rest }));
  }
  return told;
}

/** A chunk of a chat completion with its texts filtered, after what was held back of the choices that end with it. */
export function filterChatEvent(
  event: StreamEvent,
  lanes: StreamLanes,
  filterWhole: FilterWhole,
  hidesLogprobs: boolean,
): readonly StreamEvent[] {
  const before: StreamEvent[] = [];
  const choices = asList(event.choices).map((choice) => {
    const record = asRecord(choice);
    const delta = asRecord(record?.delta);
    if (record === undefined) return choice;
    const index = typeof record.index === 'number' ? record.index : 0;
    const told = delta === undefined ? {} : filterDelta(event, index, delta, lanes, filterWhole);
    if (record.finish_reason === null || record.finish_reason === undefined) return withDelta(record, delta, told, hidesLogprobs);
    // What came with the reason to stop goes first, and then what was held back, so that the reason is the last of the choice.
    const hasText = delta !== undefined && Object.keys(delta).length > 0;
    if (hasText) before.push(chunkOf(event, index, told));
    before.push(...lanes.close(`c${index}/`));
    return withDelta(record, delta, hasText ? {} : told, hidesLogprobs);
  });
  return [...before, { ...event, choices }];
}

/** The same text stands in the probabilities of its tokens. */
const withDelta = (choice: StreamEvent, delta: object | undefined, told: object, hidesLogprobs: boolean): StreamEvent => ({
  ...choice,
  ...(delta === undefined ? {} : { delta: told }),
  ...(hidesLogprobs && choice.logprobs !== undefined ? { logprobs: null } : {}),
});

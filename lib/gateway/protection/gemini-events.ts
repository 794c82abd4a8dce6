import { asList, asRecord } from '../json/as-record.ts';
import type { StreamEvent, StreamLanes } from './stream-lane.ts';

/** A part as an event of its own: so it can be told where no other event of its candidate follows. */
const eventOf = (index: number, part: object): StreamEvent => ({ candidates: [{ index, content: { role: 'model', parts: [part] } }] });

const restOf = (events: readonly StreamEvent[]): readonly unknown[] =>
  events.flatMap(({ candidates }) => asList(candidates).flatMap((one) => asList(asRecord(asRecord(one)?.content)?.parts)));

function filterParts(index: number, parts: readonly unknown[], lanes: StreamLanes, filterWhole: (value: unknown) => unknown): unknown[] {
  return parts.flatMap((part) => {
    const record = asRecord(part);
    if (record === undefined) return [part];
    // Something else than text: what was held back comes before it.
    if (typeof record.text !== 'string') return [...restOf(lanes.close(`g${index}/`)), filterWhole(part)];
    if (record.thoughtSignature !== undefined && record.thought === true) return [part];
    const name = `g${index}/${record.thought === true ? 'thought' : 'text'}`;
    const frame = record.thought === true ? { thought: true } : {};
    return [{ ...record, text: lanes.push(name, record.text, false, (rest) => eventOf(index, { text: rest, ...frame })) }];
  });
}

/** A chunk of Gemini's with its texts filtered; a candidate that ends gets what was held back of it as its last part. */
export function filterGeminiEvent(
  event: StreamEvent,
  lanes: StreamLanes,
  filterWhole: (value: unknown) => unknown,
): readonly StreamEvent[] {
  const candidates = asList(event.candidates).map((candidate) => {
    const record = asRecord(candidate);
    if (record === undefined) return candidate;
    const index = typeof record.index === 'number' ? record.index : 0;
    const { content: said, ...others } = record;
    const content = asRecord(said);
    const around = asRecord(filterWhole(others)) ?? others;
    const parts = filterParts(index, asList(content?.parts), lanes, filterWhole);
    const rest = record.finishReason === undefined || record.finishReason === null ? [] : restOf(lanes.close(`g${index}/`));
    if (content === undefined && rest.length === 0) return said === undefined ? around : { ...around, content: said };
    return { ...around, content: { role: 'model', ...content, parts: [...parts, ...rest] } };
  });
  return [{ ...event, candidates }];
}

import { asRecord } from '../json/as-record.ts';
import type { StreamEvent, StreamLanes } from './stream-lane.ts';

/** Kinds of pieces, with the field that holds their text. What a model thought is sealed by its signature. */
const fields: Readonly<Record<string, string>> = { text_delta: 'text', input_json_delta: 'partial_json' };

/** An event of a message with its texts filtered; before a block ends comes what was held back of it. */
export function filterAnthropicEvent(
  event: StreamEvent,
  lanes: StreamLanes,
  filterWhole: (value: unknown) => unknown,
): readonly StreamEvent[] {
  const index = typeof event.index === 'number' ? event.index : 0;
  if (event.type === 'content_block_stop') return [...lanes.close(`b${index}/`), event];
  // What a search or a tool of the provider's brought comes whole.
  if (event.type === 'content_block_start') return [{ ...event, content_block: filterWhole(event.content_block) }];
  if (event.type !== 'content_block_delta') return [event];
  const delta = asRecord(event.delta);
  const field = typeof delta?.type === 'string' ? fields[delta.type] : undefined;
  const piece = field === undefined ? undefined : delta?.[field];
  if (field === undefined || typeof piece !== 'string') return [{ ...event, delta: filterWhole(event.delta) }];
  const told = lanes.push(`b${index}/${field}`, piece, field === 'partial_json', (rest) => ({
    ...event,
    delta: { ...delta, [field]: rest },
  }));
  return [{ ...event, delta: { ...delta, [field]: told } }];
}

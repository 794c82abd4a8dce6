import type { StreamEvent, StreamLanes } from './stream-lane.ts';

const lastEvents = new Set(['response.completed', 'response.incomplete', 'response.failed', 'response.done']);
/** Deltas of sound, in base64. */
const sounds = new Set(['response.audio.delta', 'response.output_audio.delta']);
const closing = /\.(?:done|completed)$/;
const laneOf = (event: StreamEvent, base: string): string =>
  `r/${base}/${String(event.item_id)}/${String(event.output_index)}/${String(event.content_index ?? event.summary_index ?? '')}/`;

/** An event of the Responses API, or of a session, with its texts filtered; before a text is done comes what was held back of it. */
export function filterResponsesEvent(
  event: StreamEvent,
  lanes: StreamLanes,
  filterWhole: (value: unknown) => unknown,
  hidesLogprobs: boolean,
): readonly StreamEvent[] {
  const type = typeof event.type === 'string' ? event.type : '';
  if (type.endsWith('.delta') && typeof event.delta === 'string') {
    if (sounds.has(type)) return [event];
    const base = type.slice(0, -'.delta'.length);
    const isJson = base.endsWith('arguments');
    const delta = lanes.push(laneOf(event, base), event.delta, isJson, (rest) => ({ ...event, delta: rest }));
    // The same text stands in the probabilities of its tokens.
    return [{ ...event, delta, ...(hidesLogprobs && event.logprobs !== undefined ? { logprobs: [] } : {}) }];
  }
  const rest = lastEvents.has(type) ? lanes.close('r/') : closing.test(type) ? lanes.close(laneOf(event, type.replace(closing, ''))) : [];
  const whole = filterWhole(event);
  return [...rest, { ...event, ...(typeof whole === 'object' ? whole : {}) }];
}

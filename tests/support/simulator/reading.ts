import { asList, asRecord } from '#lib/gateway/json/as-record.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A value as an object; empty for anything else, because a simulator forgives what the gateway must not. */
export const objectOf = (value: unknown): Json => asRecord(value) ?? {};

export const listOf = (value: unknown): readonly Json[] => asList(value).map(objectOf);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/**
 * The end of a conversation: what one side has said and nobody has answered, and the beginning of the answer where the
 * other side's turn stands last.
 */
export function lastTurns(
  turns: readonly Json[],
  isOwn: (turn: Json) => boolean,
): { readonly asked: readonly Json[]; readonly begun: Json | null } {
  const last = turns.at(-1);
  const begun = last !== undefined && isOwn(last) ? last : null;
  const end = begun === null ? turns.length : turns.length - 1;
  let from = end;
  for (let turn = turns[from - 1]; turn !== undefined && !isOwn(turn); turn = turns[from - 1]) from -= 1;
  return { asked: turns.slice(from, end), begun };
}

/** A server-sent event; the name where the protocol gives its events one. */
export const sseEvent = (data: object, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;

/** What all protocols of server-sent events have in common. */
export const serverSent = { streamType: 'text/event-stream', brokenEvent: 'data: {"broken":\n\n' } as const;

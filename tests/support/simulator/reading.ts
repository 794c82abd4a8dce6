import { asList, asRecord } from '#lib/gateway/json/as-record.ts';

export type Json = Readonly<Record<string, unknown>>;

/** A value as an object; empty for anything else, because a simulator forgives what the gateway must not. */
export const objectOf = (value: unknown): Json => asRecord(value) ?? {};

export const listOf = (value: unknown): readonly Json[] => asList(value).map(objectOf);

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The turns at the end of a conversation that one side has said and nobody has answered. */
export function lastTurns(turns: readonly Json[], isOwn: (turn: Json) => boolean): readonly Json[] {
  let from = turns.length;
  for (let turn = turns[from - 1]; turn !== undefined && !isOwn(turn); turn = turns[from - 1]) from -= 1;
  return turns.slice(from);
}

/** A server-sent event; the name where the protocol gives its events one. */
export const sseEvent = (data: object, name?: string): string =>
  `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`;

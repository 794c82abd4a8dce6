import { asRecord, parseJson } from '../json/as-record.ts';

export type Json = Readonly<Record<string, unknown>>;

/** One event of the realtime protocol, whoever sent it. */
export interface RealtimeEvent {
  readonly type: string;
  readonly fields: Json;
}

/** Reads a message; null for what is no event, which is passed on and left to whoever gets it. */
export function readRealtimeEvent(data: Buffer): RealtimeEvent | null {
  const fields = asRecord(parseJson(data.toString()));
  return fields === undefined || typeof fields.type !== 'string' ? null : { type: fields.type, fields };
}

export const textField = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** An output limit as sessions and responses have it, under its present name or that of the beta; undefined where none is told, null for `inf`. */
export function outputLimitIn(settings: Json | undefined): number | null | undefined {
  const limit = settings?.max_output_tokens ?? settings?.max_response_output_tokens;
  if (typeof limit === 'number' && Number.isSafeInteger(limit) && limit > 0) return limit;
  return limit === undefined || limit === null ? undefined : null;
}

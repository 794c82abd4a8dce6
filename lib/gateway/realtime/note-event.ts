import type { AppError } from '#lib/core/errors.ts';
import { asRecord } from '../json/as-record.ts';
import { type Json, outputLimitIn, type RealtimeEvent, textField } from './realtime-event.ts';
import type { SessionMoney } from './session-money.ts';
import { transcriberIn } from './transcriptions.ts';

const soundEvents: ReadonlySet<string> = new Set(['response.output_audio.delta', 'response.audio.delta']);

/** The format of sound in one direction, under its present name or that of the beta; null where none is told. */
function formatOf(session: Json, side: 'input' | 'output'): string | null {
  const format = asRecord(asRecord(session.audio)?.[side])?.format ?? session[`${side}_audio_format`];
  return textField(asRecord(format)?.type) ?? textField(format);
}

const isTelephony = (format: string): boolean => format !== 'pcm16' && format !== 'audio/pcm';

function noteSettings(money: SessionMoney, session: Json, isInForce: boolean): void {
  const { meter } = money;
  const [heard, spoken] = [formatOf(session, 'input'), formatOf(session, 'output')];
  if (heard !== null && (isInForce || isTelephony(heard))) meter.isTelephony = isTelephony(heard);
  if (spoken !== null && (isInForce || isTelephony(spoken))) meter.isTelephonySpoken = isTelephony(spoken);
  if (asRecord(session.prompt) !== undefined) meter.hasUnseenState = true;
  money.limitOutput(outputLimitIn(session), isInForce);
  money.transcriptions.use(transcriberIn(session), isInForce);
}

/** What a caller's message adds to the conversation; null for one that is no event. */
export function noteCallerEvent(money: SessionMoney, event: RealtimeEvent | null, bytes: number): void {
  const { meter } = money;
  if (event?.type === 'input_audio_buffer.append') {
    money.transcriptions.hear(meter.addSound(textField(event.fields.audio)?.length ?? bytes));
    return;
  }
  meter.addText(bytes);
  const settings = asRecord(event?.fields.session);
  if (event?.type === 'session.update' && settings !== undefined) noteSettings(money, settings, false);
  if (asRecord(asRecord(event?.fields.response)?.prompt) !== undefined) meter.hasUnseenState = true;
}

/** What a provider's event means for the session's money. A response that nothing covers, or that rate limits do not allow, is told to `uncovered`, and goes on; one whose cost is not covered any more, to `cut`. */
export function noteProviderEvent(
  money: SessionMoney,
  { type, fields }: RealtimeEvent,
  uncovered: (error: unknown, id?: string) => void,
  cut: (error: AppError, id: string) => void,
): void | Promise<void> {
  switch (type) {
    case 'session.created':
    case 'session.updated': {
      const session = asRecord(fields.session);
      if (session !== undefined) noteSettings(money, session, true);
      return;
    }
    case 'response.created': {
      const id = textField(asRecord(fields.response)?.id);
      return id === null ? undefined : money.begin(id)?.catch((error: unknown) => uncovered(error, id));
    }
    case 'response.done': {
      const response = asRecord(fields.response);
      return response === undefined ? undefined : money.finish(textField(response.id) ?? '', response);
    }
    case 'input_audio_buffer.committed':
      return money.transcriptions.commit();
    case 'conversation.item.input_audio_transcription.completed':
      return money.transcriptions.finish(money.caller, fields).catch((error: unknown) => uncovered(error));
    case 'error':
      return money.refused(asRecord(fields.error));
    default: {
      const { delta, response_id: id } = fields;
      if (typeof delta !== 'string' || typeof id !== 'string') return;
      const overrun = money.arrived(id, delta.length, soundEvents.has(type));
      if (overrun !== undefined) cut(overrun, id);
    }
  }
}

import type { MediaPart, TextPart } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { readDataUrl } from '../media.ts';

/** A `file_id` names a file that only OpenAI has, and is refused like every unread field. */
function readImage(part: FieldReader): MediaPart {
  const detail = part.text('detail');
  const url = part.text('image_url');
  part.close();
  const shared = { kind: 'media', medium: 'image', detail, at: part.at('type'), sourceAt: part.at('image_url') } as const;
  if (url === undefined) throw part.refuse('image_url', 'is missing; it must be an address.');
  if (/^https?:/i.test(url)) return { ...shared, source: { from: 'url', url } };
  const embedded = readDataUrl(url);
  if (embedded === null) throw part.refuse('image_url', 'must be an http(s) address or a Base64 data URL.');
  return { ...shared, source: { from: 'data', ...embedded } };
}

function readFile(part: FieldReader): MediaPart {
  const title = part.text('filename');
  const url = part.text('file_url');
  const data = part.text('file_data');
  part.close();
  const shared = { kind: 'media', medium: 'document', title, at: part.at('type') } as const;
  if (url !== undefined) return { ...shared, source: { from: 'url', url }, sourceAt: part.at('file_url') };
  const embedded = readDataUrl(data ?? '');
  if (embedded === null) throw part.refuse('file_data', 'must be a file as a Base64 data URL for this model.');
  return { ...shared, source: { from: 'data', ...embedded }, sourceAt: part.at('file_data') };
}

function readAudio(part: FieldReader): MediaPart {
  const audio = part.requiredObject('input_audio');
  const source = { from: 'data', mediaType: `audio/${audio.requiredText('format')}`, data: audio.requiredText('data') } as const;
  audio.close();
  part.close();
  return { kind: 'media', medium: 'audio', source, at: part.at('type'), sourceAt: audio.at('format') };
}

/** One part of what a user says or a tool gives back. A text may also bear the type of an answer's. */
export function readResponsesPart(part: FieldReader): TextPart | MediaPart {
  const type = part.requiredText('type');
  switch (type) {
    case 'input_text':
    case 'output_text':
    case 'text': {
      part.ignore('annotations', 'logprobs');
      const text = part.requiredText('text');
      part.close();
      return { kind: 'text', text };
    }
    case 'input_image':
      return readImage(part);
    case 'input_file':
      return readFile(part);
    case 'input_audio':
      return readAudio(part);
    default:
      throw part.refuse(
        'type',
        `is "${type}", which this model cannot read; possible are input_text, input_image, input_file, input_audio.`,
      );
  }
}

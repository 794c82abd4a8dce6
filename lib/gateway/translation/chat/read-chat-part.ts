import type { MediaPart, TextPart } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';
import { readDataUrl } from '../media.ts';

type Media = Omit<MediaPart, 'at'>;

function readImage(part: FieldReader): Media {
  const image = part.requiredObject('image_url');
  const detail = image.text('detail');
  const url = image.requiredText('url');
  image.close();
  const shared = { kind: 'media', medium: 'image', detail, sourceAt: image.at('url') } as const;
  if (/^https?:/i.test(url)) return { ...shared, source: { from: 'url', url } };
  const embedded = readDataUrl(url);
  if (embedded === null) throw image.refuse('url', 'must be an http(s) address or a Base64 data URL.');
  return { ...shared, source: { from: 'data', ...embedded } };
}

/** A `file_id` names a file that only OpenAI has, and is refused like every unread field. */
function readFile(part: FieldReader): Media {
  const file = part.requiredObject('file');
  const title = file.text('filename');
  const data = file.text('file_data');
  file.close();
  const embedded = readDataUrl(data ?? '');
  if (embedded === null) throw file.refuse('file_data', 'must be a file as a Base64 data URL for this model.');
  return { kind: 'media', medium: 'document', title, source: { from: 'data', ...embedded }, sourceAt: file.at('file_data') };
}

/** Base64 of a `wav` or `mp3`, as the media type that other protocols name it by. */
function readAudio(part: FieldReader): Media {
  const audio = part.requiredObject('input_audio');
  const source = { from: 'data', mediaType: `audio/${audio.requiredText('format')}`, data: audio.requiredText('data') } as const;
  audio.close();
  return { kind: 'media', medium: 'audio', source, sourceAt: audio.at('format') };
}

const readers: ReadonlyMap<string, (part: FieldReader) => Media> = new Map([
  ['image_url', readImage],
  ['file', readFile],
  ['input_audio', readAudio],
]);

/** One part of a user's message. `cache_control` is Anthropic's own mark, which clients of several providers send. */
export function readChatPart(part: FieldReader): TextPart | MediaPart {
  const type = part.requiredText('type');
  const cacheMark = part.take('cache_control');
  const read = readers.get(type);
  if (type !== 'text' && read === undefined) {
    throw part.refuse('type', `is "${type}", which this model cannot read; possible are text, ${[...readers.keys()].join(', ')}.`);
  }
  const at = part.at('type');
  const content: TextPart | MediaPart =
    read === undefined ? { kind: 'text', text: part.requiredText('text'), cacheMark } : { ...read(part), cacheMark, at };
  part.close();
  return content;
}

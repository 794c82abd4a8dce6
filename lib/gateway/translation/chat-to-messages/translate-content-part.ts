import type { FieldReader } from '../field-reader.ts';
import { readDataUrl } from '../media.ts';

type Block = Readonly<Record<string, unknown>>;

/** The picture as a source; `detail` goes, it only says how finely OpenAI cuts a picture up. */
function imageBlock(part: FieldReader): Block {
  const image = part.requiredObject('image_url');
  image.ignore('detail');
  const url = image.requiredText('url');
  image.close();
  if (/^https?:/i.test(url)) return { type: 'image', source: { type: 'url', url } };
  const embedded = readDataUrl(url);
  if (embedded === null) throw image.refuse('url', 'must be an http(s) address or a Base64 data URL.');
  return { type: 'image', source: { type: 'base64', media_type: embedded.mediaType, data: embedded.data } };
}

/** An embedded PDF as a document. A `file_id` names a file that only OpenAI has, and is refused like every unread field. */
function documentBlock(part: FieldReader): Block {
  const file = part.requiredObject('file');
  const title = file.text('filename');
  const data = file.text('file_data');
  file.close();
  const embedded = readDataUrl(data ?? '');
  if (embedded?.mediaType !== 'application/pdf') throw file.refuse('file_data', 'must be a PDF as a Base64 data URL for this model.');
  return { type: 'document', source: { type: 'base64', media_type: embedded.mediaType, data: embedded.data }, title };
}

/** One part of a user's message as a block; none for an empty text, which Anthropic refuses. `cache_control` is Anthropic's own mark and stays. */
export function translateContentPart(part: FieldReader): readonly Block[] {
  const type = part.requiredText('type');
  const marks = { cache_control: part.take('cache_control') };
  let block: Block;
  if (type === 'text') block = { type: 'text', text: part.requiredText('text') };
  else if (type === 'image_url') block = imageBlock(part);
  else if (type === 'file') block = documentBlock(part);
  else throw part.refuse('type', `is "${type}", which this model cannot read; possible are text, image_url and file.`);
  part.close();
  return block.text === '' ? [] : [{ ...block, ...marks }];
}

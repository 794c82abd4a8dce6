import type { FieldReader } from '../../../translation/field-reader.ts';
import { readDataUrl } from '../../../translation/media.ts';

/** A content block of Converse (API_runtime_ContentBlock). */
export type ContentBlock = Readonly<Record<string, unknown>>;

const imageFormats = new Map([
  ['image/png', 'png'],
  ['image/jpeg', 'jpeg'],
  ['image/gif', 'gif'],
  ['image/webp', 'webp'],
]);

/** A picture; `detail` goes, it only says how finely OpenAI cuts one up. Converse fetches none, so it has to be embedded. */
function imageBlock(part: FieldReader): ContentBlock {
  const image = part.requiredObject('image_url');
  image.ignore('detail');
  const embedded = readDataUrl(image.requiredText('url'));
  image.close();
  const format = imageFormats.get(embedded?.mediaType ?? '');
  if (embedded === null || format === undefined)
    throw image.refuse('url', 'must be a Base64 data URL of a PNG, JPEG, GIF or WebP for this model.');
  return { image: { format, source: { bytes: embedded.data } } };
}

/** An embedded PDF. AWS takes few characters in its name, and no two spaces in a row. */
function documentBlock(part: FieldReader): ContentBlock {
  const file = part.requiredObject('file');
  const name = (file.text('filename') ?? 'document').replace(/[^A-Za-z0-9()[\]-]+/g, ' ').trim();
  const embedded = readDataUrl(file.text('file_data') ?? '');
  file.close();
  if (embedded?.mediaType !== 'application/pdf') throw file.refuse('file_data', 'must be a PDF as a Base64 data URL for this model.');
  return { document: { format: 'pdf', name: name === '' ? 'document' : name, source: { bytes: embedded.data } } };
}

/** One part of a user's message; none for an empty text, which AWS refuses. */
export function contentBlocks(part: FieldReader): readonly ContentBlock[] {
  const type = part.requiredText('type');
  let block: ContentBlock;
  if (type === 'text') block = { text: part.requiredText('text') };
  else if (type === 'image_url') block = imageBlock(part);
  else if (type === 'file') block = documentBlock(part);
  else throw part.refuse('type', `is "${type}", which this model cannot read; possible are text, image_url and file.`);
  part.close();
  return block.text === '' ? [] : [block];
}

/** The texts of a message that holds nothing else. */
export function textBlocks(message: FieldReader, types: readonly string[] = ['text']): ContentBlock[] {
  return message.parts('content').flatMap((part) => {
    const type = part.requiredText('type');
    if (!types.includes(type)) throw part.refuse('type', `must be ${types.map((one) => `"${one}"`).join(' or ')} here.`);
    const text = part.requiredText(type);
    part.close();
    return text === '' ? [] : [{ text }];
  });
}

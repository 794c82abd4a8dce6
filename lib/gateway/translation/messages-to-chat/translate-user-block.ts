import type { FieldReader } from '../field-reader.ts';

type Part = Readonly<Record<string, unknown>>;

const dataUrl = (source: FieldReader): string => `data:${source.requiredText('media_type')};base64,${source.requiredText('data')}`;

/** A picture by address or embedded. A `file` source names a file that only Anthropic has. */
function imagePart(source: FieldReader): Part {
  const type = source.requiredText('type');
  if (type === 'url') return { type: 'image_url', image_url: { url: source.requiredText('url') } };
  if (type === 'base64') return { type: 'image_url', image_url: { url: dataUrl(source) } };
  throw source.refuse('type', 'must be "base64" or "url" for this model.');
}

/** An embedded document; OpenAI demands a file name. One given as text is text, under its title. */
function documentPart(source: FieldReader, title: string | undefined): Part {
  const type = source.requiredText('type');
  if (type === 'base64') return { type: 'file', file: { filename: title ?? 'document.pdf', file_data: dataUrl(source) } };
  if (type !== 'text') throw source.refuse('type', 'must be "base64" or "text" for this model.');
  source.ignore('media_type');
  const text = source.requiredText('data');
  return { type: 'text', text: title === undefined ? text : `${title}\n\n${text}` };
}

/** One block of a user's turn as a part of a chat message; `type` has been read. Citations cannot be had from a chat model. */
export function translateUserBlock(block: FieldReader, type: string): Part {
  block.ignore('cache_control');
  let part: Part;
  if (type === 'text') part = { type: 'text', text: block.requiredText('text') };
  else if (type === 'image' || type === 'document') {
    const source = block.requiredObject('source');
    part = type === 'image' ? imagePart(source) : documentPart(source, block.text('title'));
    source.close();
  } else throw block.refuse('type', `is "${type}", which this model cannot read; possible are text, image, document and tool_result.`);
  const citations = block.object('citations');
  citations?.expectOnly('enabled', (value) => value === false);
  citations?.close();
  block.close();
  return part;
}

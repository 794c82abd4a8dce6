import type { MediaPart, MediaSource } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';

/** A `file` source names a file that only Anthropic has; `content` puts a document together out of blocks. */
function readSource(source: FieldReader, medium: 'image' | 'document'): MediaSource {
  const type = source.requiredText('type');
  if (type === 'url') return { from: 'url', url: source.requiredText('url') };
  if (type === 'base64') return { from: 'data', mediaType: source.requiredText('media_type'), data: source.requiredText('data') };
  if (type === 'text' && medium === 'document') {
    source.ignore('media_type');
    return { from: 'text', text: source.requiredText('data') };
  }
  throw source.refuse('type', `must be "base64" or "${medium === 'image' ? 'url' : 'text'}" for this model.`);
}

/** A picture or document; `type` has been read. */
export function readMessagesMedia(block: FieldReader, medium: 'image' | 'document'): MediaPart {
  const source = block.requiredObject('source');
  const read = readSource(source, medium);
  source.close();
  const title = medium === 'document' ? block.text('title') : undefined;
  return { kind: 'media', medium, source: read, title, at: block.at('type'), sourceAt: source.at('type') };
}

import type { MediaPart, Medium } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';

const mediumOf = (mediaType: string): Medium => {
  const family = mediaType.split('/', 1)[0];
  return family === 'image' || family === 'audio' || family === 'video' ? family : 'document';
};

/** Files that were uploaded to Google and that only Google can read. */
const ofGoogle = /^(?:gs:|https:\/\/generativelanguage\.googleapis\.com\/|[^:]*$)/i;

/** `inlineData`: Base64. Texts are read, since hardly any other protocol takes them as documents. */
function readInline(blob: FieldReader): MediaPart {
  const mediaType = blob.requiredText('mimeType');
  const data = blob.requiredText('data');
  const title = blob.text('displayName');
  blob.close();
  const shared = { kind: 'media', medium: mediumOf(mediaType), title, at: blob.at('mimeType'), sourceAt: blob.at('mimeType') } as const;
  if (!mediaType.startsWith('text/')) return { ...shared, source: { from: 'data', mediaType, data } };
  return { ...shared, source: { from: 'text', text: Buffer.from(data, 'base64').toString() } };
}

/** `fileData`: an address, of whose kind only the media type tells. */
function readLinked(file: FieldReader): MediaPart {
  const mediaType = file.text('mimeType');
  const url = file.requiredText('fileUri');
  const title = file.text('displayName');
  file.close();
  if (ofGoogle.test(url)) throw file.refuse('fileUri', 'names a file at Google, which this model cannot read; embed it or link it.');
  const medium = mediaType === undefined ? 'image' : mediumOf(mediaType);
  return { kind: 'media', medium, title, source: { from: 'url', url, mediaType }, at: file.at('mimeType'), sourceAt: file.at('fileUri') };
}

/** The medium of a part; undefined where it has none. */
export function readGeminiMedia(part: FieldReader): MediaPart | undefined {
  const blob = part.object('inlineData');
  if (blob !== undefined) return readInline(blob);
  const file = part.object('fileData');
  return file === undefined ? undefined : readLinked(file);
}

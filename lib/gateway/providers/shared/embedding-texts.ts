import type { FieldReader } from '../../translation/field-reader.ts';

/** The texts of a request for embeddings. Throws AppError('invalid_request') for tokens, and for more texts than the model takes at once. */
export function embeddingTexts(fields: FieldReader, textsMax: number): readonly string[] {
  const input = fields.take('input');
  const texts = Array.isArray(input) ? input : [input];
  if (texts.length === 0 || !texts.every((text): text is string => typeof text === 'string'))
    throw fields.refuse('input', 'must be a text or a list of texts for this model; it takes no tokens.');
  if (texts.length > textsMax)
    throw fields.refuse('input', `must hold at most ${textsMax} text${textsMax === 1 ? '' : 's'} for this model.`);
  return texts;
}

import type { FieldReader } from '../field-reader.ts';

/** A field that is a text or a list of text blocks, as one text: many providers of the chat protocol take no list there. */
export function joinedText(fields: FieldReader, name: string, separator: string): string {
  const texts = fields.parts(name).map((block) => {
    const type = block.requiredText('type');
    if (type !== 'text') throw block.refuse('type', `is "${type}", but this model takes only text here.`);
    block.ignore('cache_control', 'citations');
    const text = block.requiredText('text');
    block.close();
    return text;
  });
  return texts.join(separator);
}

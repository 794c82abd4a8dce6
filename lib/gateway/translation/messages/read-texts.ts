import type { TextPart } from '../conversation.ts';
import type { FieldReader } from '../field-reader.ts';

/** A field that is a text or a list of text blocks. */
export function readTexts(fields: FieldReader, name: string): readonly TextPart[] {
  return fields.parts(name).map((block) => {
    const type = block.requiredText('type');
    if (type !== 'text') throw block.refuse('type', `is "${type}", but this model takes only text here.`);
    block.ignore('cache_control', 'citations');
    const text = block.requiredText('text');
    block.close();
    return { kind: 'text', text };
  });
}

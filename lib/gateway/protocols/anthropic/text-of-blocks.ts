import { asList, asRecord } from '../../json/as-record.ts';

/** Fields of a content block that hold text for or from a model. */
const textFields = ['text', 'thinking'] as const;

/**
 * The texts of a `content`: a string, or blocks of text, thinking, tool calls and tool results; without pictures,
 * documents and signatures. For counting, not for showing.
 */
export function textOfBlocks(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  const texts: string[] = [];
  for (const block of asList(content).map(asRecord)) {
    if (block === undefined) continue;
    for (const name of textFields) {
      const text = block[name];
      if (typeof text === 'string') texts.push(text);
    }
    if (typeof block.name === 'string') texts.push(block.name);
    if (block.input !== undefined) texts.push(JSON.stringify(block.input));
    if (block.type === 'tool_result') texts.push(...textOfBlocks(block.content));
  }
  return texts;
}

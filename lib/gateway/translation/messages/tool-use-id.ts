/**
 * The id of a tool call in the alphabet that Anthropic allows (`[a-zA-Z0-9_-]`). Other providers use dots and colons;
 * each such character becomes its code, so that different ids stay different and a call and its result still agree.
 */
export function toolUseId(id: string): string {
  return id.replace(/[^a-zA-Z0-9_-]/g, (character) => `_x${character.charCodeAt(0).toString(16)}`);
}

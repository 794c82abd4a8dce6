/** FNV-1a over UTF-16 units, 32 bits: the same on every machine. */
function hashOf(feature: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feature.length; at += 1) hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

const pairWeight = 0.5;

/**
 * A text as a unit vector by feature hashing: each word, and with half the weight each pair of neighbours, adds or
 * subtracts at the place its hash names. Texts that share words come out similar (dot product towards 1), others nearly
 * orthogonal; it knows nothing of meaning, so synonyms are strangers to it. The same text gives the same vector.
 */
export function embedText(text: string, dimensions: number): Float32Array {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text];
  const vector = new Float32Array(dimensions);
  const add = (feature: string, weight: number): void => {
    const hash = hashOf(feature);
    const place = hash % dimensions;
    const isNegative = hash >>> 31 === 1;
    vector[place] = (vector[place] ?? 0) + (isNegative ? -weight : weight);
  };
  for (const [index, word] of words.entries()) {
    add(word, 1);
    if (index > 0) add(`${words[index - 1]} ${word}`, pairWeight);
  }
  const length = Math.hypot(...vector);
  // Features can cancel each other out in few dimensions; a unit vector is promised all the same.
  if (length === 0) vector[0] = 1;
  else for (const [place, value] of vector.entries()) vector[place] = value / length;
  return vector;
}

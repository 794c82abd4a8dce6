/** Lower case without accents, so that "muller" finds "Müller". */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();

/**
 * Options whose label or detail holds every word of the text: those that begin with it first, then those with a word that
 * does, then the rest, each in their own order.
 */
export function matchOptions<Option extends { label: string; detail?: string }>(options: readonly Option[], text: string): Option[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...options];
  const ranked = options.flatMap((option) => {
    const label = plain(option.label);
    const whole = `${label} ${plain(option.detail ?? '')}`;
    if (!words.every((word) => whole.includes(word))) return [];
    const [first = ''] = words;
    const rank = label.startsWith(first) ? 0 : label.split(/[\s\-_/.]+/).some((part) => part.startsWith(first)) ? 1 : 2;
    return [{ option, rank }];
  });
  return ranked.sort((a, b) => a.rank - b.rank).map(({ option }) => option);
}

/** Breaks a text between words into lines of at most so many characters; a longer word has a line of its own. */
export function wrapText(text: string, charactersMax: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= charactersMax || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Lets the browser save a text as a file. The mark in front makes spreadsheets read UTF-8. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The click only starts the download; a browser that is slow to read must still find the text.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

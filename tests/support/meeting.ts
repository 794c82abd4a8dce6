/** Lets two callers go on when both have come; tells of one that waited five seconds alone, and lets it go. */
export function meetingOf(onAlone: () => void): () => Promise<void> {
  const waiting: (() => void)[] = [];
  return async () => {
    const other = waiting.pop();
    if (other !== undefined) return other();
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => {
        onAlone();
        resolve();
      }, 5000);
      waiting.push(() => {
        clearTimeout(late);
        resolve();
      });
    });
  };
}

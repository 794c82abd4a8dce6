/** Keeps what is typed between asking for the palette and its first appearance, while its code is on the way. */
export interface TypedAhead {
  start: () => void;
  /** Stops listening and gives the text; a second call gives nothing. */
  take: () => string;
}

export function createTypedAhead(): TypedAhead {
  let text: string | undefined;
  const onKey = (event: KeyboardEvent): void => {
    if (text === undefined || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === 'Backspace') text = text.slice(0, -1);
    else if (event.key.length === 1) text += event.key;
    else return;
    // Nobody else gets these keys: "s" is the start of a word here, not the scope switcher.
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  return {
    start: () => {
      if (text !== undefined) return;
      text = '';
      window.addEventListener('keydown', onKey, true);
    },
    take: () => {
      const typed = text ?? '';
      text = undefined;
      window.removeEventListener('keydown', onKey, true);
      return typed;
    },
  };
}

/** Lets the side panel walk through the list behind it without knowing the list. */
type Step = (delta: 1 | -1) => void;

let current: Step | undefined;

/** The list on screen registers how to move; the returned function takes it back. */
export function registerRows(step: Step): () => void {
  current = step;
  return () => {
    if (current === step) current = undefined;
  };
}

/** Moves the open row up or down; nothing happens without a list. */
export function stepRow(delta: 1 | -1): void {
  current?.(delta);
}

/** Whether focus follows into the panel that opens next: Enter and click do, Space only peeks. */
let follows = true;

export function setPanelFollows(value: boolean): void {
  follows = value;
}

export const panelFollows = (): boolean => follows;

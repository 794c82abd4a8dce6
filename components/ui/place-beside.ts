const gap = 6;
const edge = 8;

/** Puts a fixed box centred under its anchor, or over it where there is no room, and inside the window. */
export function placeBeside(box: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const below = at.bottom + gap + height <= window.innerHeight - edge;
  const top = below ? at.bottom + gap : Math.max(edge, at.top - gap - height);
  const left = Math.min(Math.max(edge, at.left + at.width / 2 - width / 2), window.innerWidth - edge - width);
  box.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
}

/**
 * Says a sentence to assistive technology without showing it: "Copied", "12 keys". The polite region is created on first
 * use and stays, because screen readers ignore regions that appear together with their text.
 */
export function announce(sentence: string): void {
  const region = document.getElementById('announcer') ?? createRegion();
  // The same sentence twice in a row is only heard again when the text changes.
  region.textContent = region.textContent === sentence ? `${sentence}\u00A0` : sentence;
}

function createRegion(): HTMLElement {
  const region = document.createElement('div');
  region.id = 'announcer';
  region.setAttribute('role', 'status');
  region.className = 'sr-only';
  document.body.append(region);
  return region;
}

/**
 * Runs `start` once the element is on screen and the browser has nothing more urgent to do, so that what is needed later never
 * competes with the first paint. Returns how to give up.
 */
export function whenSeen(element: HTMLElement, start: () => void): () => void {
  const hasIdle = typeof requestIdleCallback === 'function';
  let handle: number | undefined;
  const idle = (): void => {
    // Safari has no idle callback; a short wait after the first paint is near enough.
    handle = hasIdle ? requestIdleCallback(start, { timeout: 2000 }) : window.setTimeout(start, 200);
  };
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    idle();
  });
  observer.observe(element);
  return () => {
    observer.disconnect();
    if (handle === undefined) return;
    if (hasIdle) cancelIdleCallback(handle);
    else clearTimeout(handle);
  };
}

/** T swaps the chart that is focused or under the pointer, else the first on screen. */
export function swapNearestTwin(): void {
  const charts = [...document.querySelectorAll<HTMLElement>('[data-chart]:has([data-twin])')];
  const focused = charts.find((chart) => chart.contains(document.activeElement));
  const pointed = charts.find((chart) => chart.matches(':hover'));
  const chart = focused ?? pointed ?? charts.find(isOnScreen);
  chart?.querySelector<HTMLElement>('[data-twin]')?.dispatchEvent(new CustomEvent('swaptwin'));
}

function isOnScreen(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

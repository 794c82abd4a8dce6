/** First stop of the Tab key: past navigation and bars to the content. */
export function SkipLink() {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-(--layer-skip) -translate-y-16 rounded-md border border-edge bg-raised px-3 py-2 font-medium text-control focus:translate-y-0"
    >
      Skip to content
    </a>
  );
}

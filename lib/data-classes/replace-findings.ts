import type { Finding } from '#lib/recognizers/index.ts';

/** The text with each finding replaced by what `replace` gives for it; null leaves it. Findings are in the order of the text. */
export function replaceFindings(
  text: string,
  findings: readonly Finding[],
  replace: (finding: Finding, value: string) => string | null,
): string {
  let replaced = '';
  let kept = 0;
  for (const finding of findings) {
    const other = replace(finding, text.slice(finding.start, finding.end));
    if (other === null) continue;
    replaced += text.slice(kept, finding.start) + other;
    kept = finding.end;
  }
  return kept === 0 ? text : replaced + text.slice(kept);
}

/** What stands in the place of a finding that nobody gets back. */
export const placeholderOf = ({ entity }: Pick<Finding, 'entity'>): string => `[${entity.toUpperCase()}]`;

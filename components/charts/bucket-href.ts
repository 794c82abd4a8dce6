/** What a click on a chart points at. */
export interface BucketTarget {
  /** RFC 3339, `to` exclusive. */
  from: string;
  to: string;
  /** Key of the series; undefined for the whole bucket and for "Other", which is not one thing. */
  category?: string | undefined;
}

/**
 * Fills the page's link: `/usage?scope=team_1&from={from}&to={to}&f.model=is:{category}`. A parameter whose place cannot
 * be filled is left out, so that a click on the whole bucket lists all its calls.
 */
export function bucketHref(template: string, target: BucketTarget): string {
  const [path = '', query = ''] = template.split('?');
  const values: Record<string, string | undefined> = { from: target.from, to: target.to, category: target.category };
  const parts = query.split('&').flatMap((part) => {
    let missing = false;
    const filled = part.replace(/\{(from|to|category)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) missing = true;
      return encodeURIComponent(value ?? '').replaceAll('%3A', ':');
    });
    return missing || part === '' ? [] : [filled];
  });
  return parts.length === 0 ? path : `${path}?${parts.join('&')}`;
}

/** A page of the app and an address that shows it; a `page.tsx` that is missing here fails the architecture tests. */
export interface TestedPage {
  /** The route as Next names it. */
  readonly route: string;
  /** Where the demo administrator sees it; undefined for pages that need an id or are tested on their own. */
  readonly address?: string;
  /** Needs no session. */
  readonly open?: boolean;
}

export const testedPages: readonly TestedPage[] = [
  { route: '/' },
  { route: '/sign-in', address: '/sign-in', open: true },
  { route: '/docs', address: '/docs', open: true },
  { route: '/docs/api', address: '/docs/api', open: true },
  { route: '/docs/errors', address: '/docs/errors', open: true },
  { route: '/docs/errors/[code]', address: '/docs/errors/budget_exceeded', open: true },
  { route: '/docs/components' },
  { route: '/docs/components/list' },
  { route: '/overview', address: '/overview' },
  { route: '/budgets', address: '/budgets' },
  { route: '/budgets/new', address: '/budgets/new' },
  { route: '/budgets/[id]' },
  { route: '/ledger', address: '/ledger' },
  { route: '/ledger/new', address: '/ledger/new' },
  { route: '/usage', address: '/usage' },
  { route: '/models', address: '/models' },
  { route: '/models/lists', address: '/models/lists' },
  { route: '/models/price', address: '/models/price?provider=sandbox&model=sandbox-small' },
  { route: '/models/rates', address: '/models/rates' },
  { route: '/models/rates/new', address: '/models/rates/new' },
  { route: '/models/rerates', address: '/models/rerates' },
  { route: '/models/rerates/new', address: '/models/rerates/new' },
  { route: '/models/rerates/[id]' },
  { route: '/connections', address: '/connections' },
  { route: '/connections/new', address: '/connections/new' },
  { route: '/routes', address: '/routes' },
  { route: '/routes/new', address: '/routes/new' },
  { route: '/routes/preferences', address: '/routes/preferences' },
  { route: '/routes/[id]' },
  { route: '/gateway-health', address: '/gateway-health' },
  { route: '/cache', address: '/cache' },
  { route: '/transformations', address: '/transformations' },
  { route: '/transformations/[rule]', address: '/transformations/new' },
  { route: '/teams', address: '/teams' },
  { route: '/teams/new', address: '/teams/new' },
  { route: '/teams/[id]' },
  { route: '/users', address: '/users' },
  { route: '/users/new', address: '/users/new' },
  { route: '/keys', address: '/keys' },
  { route: '/keys/new', address: '/keys/new' },
  { route: '/audit-logs', address: '/audit-logs' },
  { route: '/settings/general', address: '/settings/general' },
  { route: '/settings/sessions', address: '/settings/sessions' },
  { route: '/account', address: '/account' },
];

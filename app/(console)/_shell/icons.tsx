import {
  Activity,
  BookOpenText,
  Boxes,
  ChartNoAxesColumn,
  DatabaseZap,
  KeyRound,
  ListFilterPlus,
  Plug,
  Route,
  ScrollText,
  Settings,
  ShieldCheck,
  UserRound,
  UsersRound,
  WalletCards,
} from 'lucide-react';
import type { ReactNode } from 'react';

const icons: Readonly<Record<string, ReactNode>> = {
  overview: <ChartNoAxesColumn />,
  budgets: <WalletCards />,
  ledger: <BookOpenText />,
  usage: <ScrollText />,
  models: <Boxes />,
  connections: <Plug />,
  routes: <Route />,
  health: <Activity />,
  cache: <DatabaseZap />,
  transformations: <ListFilterPlus />,
  teams: <UsersRound />,
  people: <UserRound />,
  keys: <KeyRound />,
  audit: <ShieldCheck />,
  settings: <Settings />,
};

/** The icon of a page by its key in `pages.ts`. */
export const pageIcon = (key: string): ReactNode => icons[key];

import {
  Activity,
  Boxes,
  ChartNoAxesColumn,
  DatabaseZap,
  FileText,
  KeyRound,
  ListFilterPlus,
  Plug,
  Route,
  Scale,
  ScrollText,
  Settings,
  ShieldCheck,
  TriangleAlert,
  UserRound,
  UsersRound,
  WalletCards,
} from 'lucide-react';
import type { ReactNode } from 'react';

const icons: Readonly<Record<string, ReactNode>> = {
  overview: <ChartNoAxesColumn />,
  budgets: <WalletCards />,
  statements: <FileText />,
  reconciliation: <Scale />,
  incidents: <TriangleAlert />,
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

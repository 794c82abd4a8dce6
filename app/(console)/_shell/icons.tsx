import {
  Activity,
  Boxes,
  ChartNoAxesColumn,
  CircleCheckBig,
  DatabaseZap,
  FolderKanban,
  Gauge,
  KeyRound,
  ListFilterPlus,
  PieChart,
  Plug,
  Route,
  ScrollText,
  Settings,
  ShieldCheck,
  UserRound,
  UsersRound,
  WalletCards,
  Wrench,
} from 'lucide-react';
import type { ReactNode } from 'react';

const icons: Readonly<Record<string, ReactNode>> = {
  overview: <ChartNoAxesColumn />,
  budgets: <WalletCards />,
  usage: <ScrollText />,
  models: <Boxes />,
  connections: <Plug />,
  routes: <Route />,
  tools: <Wrench />,
  health: <Activity />,
  limits: <Gauge />,
  cache: <DatabaseZap />,
  transformations: <ListFilterPlus />,
  centers: <PieChart />,
  projects: <FolderKanban />,
  teams: <UsersRound />,
  people: <UserRound />,
  keys: <KeyRound />,
  approvals: <CircleCheckBig />,
  audit: <ShieldCheck />,
  settings: <Settings />,
};

/** The icon of a page by its key in `pages.ts`. */
export const pageIcon = (key: string): ReactNode => icons[key];

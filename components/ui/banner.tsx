import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from './cn.ts';

export interface BannerProps {
  tone: 'info' | 'warning' | 'danger';
  children: ReactNode;
  action?: ReactNode;
  className?: string;
}

const looks = {
  info: { ground: 'bg-info-soft', icon: <Info className="text-info-text" /> },
  warning: { ground: 'bg-warning-soft', icon: <TriangleAlert className="text-warning-text" /> },
  danger: { ground: 'bg-danger-soft', icon: <CircleAlert className="text-danger-text" /> },
};

/** One sentence across the page: offline, demo data, stale figures. At most one at a time. */
export function Banner({ tone, children, action, className }: BannerProps) {
  const { ground, icon } = looks[tone];
  return (
    <div
      role={tone === 'danger' ? 'alert' : 'status'}
      className={cn('flex min-h-10 items-center gap-2.5 px-(--gutter) py-1.5 text-control', ground, className)}
    >
      {icon}
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}

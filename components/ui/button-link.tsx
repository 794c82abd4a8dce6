import Link from 'next/link';
import type { ComponentProps } from 'react';
import { type ButtonLook, buttonClasses } from './button.tsx';
import { cn } from './cn.ts';

export type ButtonLinkProps = ComponentProps<typeof Link> & ButtonLook;

/** A link that looks like a button: for going somewhere, never for doing something. */
export function ButtonLink({ variant, size, shape, open, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={cn(buttonClasses({ variant, size, shape, open }), className)}>
      {icon}
      {children}
    </Link>
  );
}

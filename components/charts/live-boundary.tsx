'use client';
import { Component, type ReactNode } from 'react';

export interface LiveBoundaryProps {
  /** The live plot broke: the server's picture takes its place again. */
  onFail: () => void;
  children: ReactNode;
}

/** Keeps a fault of the chart library from taking the page with it. React knows boundaries only as classes. */
export class LiveBoundary extends Component<LiveBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(): void {
    this.props.onFail();
  }

  override render(): ReactNode {
    return this.state.failed ? null : this.props.children;
  }
}

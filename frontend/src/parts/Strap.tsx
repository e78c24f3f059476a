/** The strap that a story hangs on: the one ornament, and it means something. */
import './strap.css';
import type { ComponentChildren } from 'preact';

export function Strap({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <ol class="strap" aria-label={label}>
      {children}
    </ol>
  );
}

interface StrapItemProps {
  /** When and where, in a few quiet words. */
  when: ComponentChildren;
  /** Still to come: its eyelet is open. */
  open?: boolean;
  children: ComponentChildren;
}

export function StrapItem({ when, open = false, children }: StrapItemProps) {
  return (
    <li class={open ? 'open' : undefined}>
      <small>{when}</small>
      {children}
    </li>
  );
}

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
  children: ComponentChildren;
}

export function StrapItem({ when, children }: StrapItemProps) {
  return (
    <li>
      <small>{when}</small>
      {children}
    </li>
  );
}

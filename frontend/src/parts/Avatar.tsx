import './avatar.css';
import { initials } from './names.ts';

/** Initials in a circle; the name stands beside it in words. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  return (
    <span class={large ? 'avatar large' : 'avatar'} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

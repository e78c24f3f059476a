/** On every screen, thin: what is not yet on the server. Tap for the queue. */
import './statusPill.css';
import { useServices } from '../parts/services.ts';
import { isBehind, pillText } from './meter.ts';

export function StatusPill() {
  const { account } = useServices();
  const user = account.user.value;
  const status = account.status.value;
  return (
    <a class={isBehind(user, status) ? 'pill behind' : 'pill'} href="/outbox">
      <span>{pillText(user, status)}</span>
    </a>
  );
}

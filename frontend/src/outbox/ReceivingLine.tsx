/** While a new device gets a large notebook: how much is here. The app can be used meanwhile, and lists fill as it comes. */
import './receivingLine.css';
import { useId } from 'preact/hooks';
import { useServices } from '../parts/services.ts';
import { sayNumber } from '../words/days.ts';
import { words } from '../words/index.ts';

export function ReceivingLine() {
  const { account, store } = useServices();
  const id = useId();
  const { receiving, phase } = account.status.value;
  if (!account.user.value || phase !== 'syncing' || !receiving) return null;
  const { title, people, records, begun } = words.outbox.receiving;
  const count = store.list('contact').value.length;
  const soFar = count > 0 ? people(sayNumber(count)) : records(sayNumber(receiving.records));
  return (
    <section class="receiving" aria-labelledby={id}>
      <p>
        <b id={id}>{title}</b>: {receiving.records > 0 ? soFar : begun}
      </p>
      <progress aria-labelledby={id} {...(receiving.share !== null && { value: receiving.share, max: 1 })} />
    </section>
  );
}

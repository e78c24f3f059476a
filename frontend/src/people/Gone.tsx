import { Page } from '../parts/Page.tsx';
import { words } from '../words/index.ts';

/** For an address whose record is not, or not yet, on this device. */
export function Gone() {
  const { title, body, back } = words.people.gone;
  return (
    <Page title={title}>
      <p>{body}</p>
      <a class="btn" href="/people">
        {back}
      </a>
    </Page>
  );
}

import { Page } from '../parts/Page.tsx';
import { peopleWords } from '../words/people.ts';

/** For an address whose record is not, or not yet, on this device. */
export function Gone() {
  const { title, body, back } = peopleWords.gone;
  return (
    <Page title={title}>
      <p>{body}</p>
      <a class="btn" href="/people">
        {back}
      </a>
    </Page>
  );
}

import { words } from '../words/index.ts';

/** The browser keeps nothing for this page: better no app than one that forgets. */
export function NoStorage() {
  return (
    <main class="column">
      <h1>{words.app.noStorage.title}</h1>
      <p>{words.app.noStorage.body}</p>
    </main>
  );
}

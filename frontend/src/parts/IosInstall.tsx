/** How to put the app on the home screen of an iPhone: the browser there offers no button for it. */
import './sheet.css';
import type { RefObject } from 'preact';
import { useId } from 'preact/hooks';
import { words } from '../words/index.ts';

export function IosInstall({ sheet }: { sheet: RefObject<HTMLDialogElement | null> }) {
  const id = useId();
  const { iosTitle, iosSteps, iosWhy, close } = words.app.install;
  return (
    <dialog ref={sheet} class="sheet" aria-labelledby={id}>
      <h2 id={id}>{iosTitle}</h2>
      <ol>
        {iosSteps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <p class="quiet">{iosWhy}</p>
      <button type="button" class="btn go" onClick={() => sheet.current?.close()}>
        {close}
      </button>
    </dialog>
  );
}

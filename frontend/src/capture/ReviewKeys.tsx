/** The review by keyboard, and the line that says so. The keys work wherever the focus is, in a field too. */
import { useEffect, useRef } from 'preact/hooks';
import { hasKeyboard, KEY_NAMES } from '../device/keyboard.ts';
import { wide } from '../parts/wide.ts';
import { captureWords } from '../words/capture.ts';

export interface KeyActions {
  readonly save: () => void;
  readonly skip: (() => void) | null;
  readonly previous: (() => void) | null;
  readonly undo: () => void;
}

export function ReviewKeys(actions: KeyActions) {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const run = actionOf(event, latest.current);
      if (!run) return;
      event.preventDefault();
      run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  if (!hasKeyboard || !wide.value) return null;
  const { control, alt } = KEY_NAMES;
  const say = captureWords.keys;
  const all: readonly (readonly [string, string, string])[] = [
    [control, say.enter, say.save],
    ...(actions.skip ? [[alt, '↓', say.skip] as const] : []),
    ...(actions.previous ? [[alt, '↑', say.previous] as const] : []),
    [alt, 'Z', say.undo],
  ];
  return (
    <p class="review-keys quiet">
      {all.map(([held, key, meaning]) => (
        <span key={meaning}>
          <kbd>{held}</kbd> <kbd>{key}</kbd> {meaning}
        </span>
      ))}
    </p>
  );
}

function actionOf(event: KeyboardEvent, { save, skip, previous, undo }: KeyActions): (() => void) | null {
  if (event.isComposing || event.repeat) return null;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return save;
  if (!event.altKey || event.ctrlKey || event.metaKey || event.target instanceof HTMLSelectElement) return null;
  if (event.key === 'ArrowDown') return skip;
  if (event.key === 'ArrowUp') return previous;
  return event.code === 'KeyZ' ? undo : null;
}

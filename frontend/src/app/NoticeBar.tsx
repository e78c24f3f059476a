/** The message at the foot. It goes by itself, but never while someone is at it. */
import './noticeBar.css';
import { useEffect, useId, useState } from 'preact/hooks';
import { CloseIcon } from '../parts/icons.tsx';
import { type Notice, notice } from '../parts/notice.ts';
import { words } from '../words/index.ts';

const READ_WITHIN_MS = 10_000;

export function NoticeBar() {
  const shown = notice.value;
  return (
    <div class="notice-place">
      <p role="status" class="visually-hidden">
        {shown?.text}
      </p>
      {shown && <Bar key={shown.text} shown={shown} />}
    </div>
  );
}

function Bar({ shown }: { shown: Notice }) {
  const id = useId();
  const [busy, setBusy] = useState(false);
  const [answer, setAnswer] = useState('');
  const close = () => {
    if (notice.peek() === shown) notice.value = null;
  };
  useEffect(() => {
    if (busy || answer || shown.stays) return;
    const timer = setTimeout(close, READ_WITHIN_MS);
    return () => clearTimeout(timer);
  });
  const { ask } = shown;
  const keep = (event: Event) => {
    event.preventDefault();
    if (answer.trim()) ask?.answer(answer.trim());
    close();
  };
  return (
    <div
      class="notice"
      onPointerEnter={() => setBusy(true)}
      onPointerLeave={() => setBusy(false)}
      onFocusIn={() => setBusy(true)}
      onFocusOut={() => setBusy(false)}
    >
      <p aria-hidden="true">{shown.text}</p>
      <div class="notice-actions">
        {shown.actions?.map((action) => (
          <button
            key={action.label}
            type="button"
            class="btn plain"
            onClick={() => {
              close();
              action.run();
            }}
          >
            {action.label}
          </button>
        ))}
        <button type="button" class="round" aria-label={words.parts.close} onClick={close}>
          <CloseIcon />
        </button>
      </div>
      {ask && (
        <form onSubmit={keep}>
          <label for={id} class="visually-hidden">
            {ask.label}
          </label>
          <input id={id} value={answer} dir="auto" onInput={(event) => setAnswer(event.currentTarget.value)} />
          <button type="submit" class="btn go">
            {ask.keep}
          </button>
        </form>
      )}
    </div>
  );
}

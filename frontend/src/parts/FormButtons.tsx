/** The foot of a form: why it was not saved, Save, and Cancel. */
import { words } from '../words/index.ts';

interface FormButtonsProps {
  trouble: string | null;
  onCancel: () => void;
}

export function FormButtons({ trouble, onCancel }: FormButtonsProps) {
  return (
    <>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      <div class="buttons">
        <button type="button" class="btn" onClick={onCancel}>
          {words.parts.cancel}
        </button>
        <button type="submit" class="btn go">
          {words.parts.save}
        </button>
      </div>
    </>
  );
}

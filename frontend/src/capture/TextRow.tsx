/** One text of the review: its slice of the card, the input, and what else was read as chips. */
import { useId } from 'preact/hooks';
import { LIMITS } from '../generated/kinds.ts';
import { captureWords } from '../words/capture.ts';
import { type Candidate, type CardForm, choicesFor, evidenceFor, isDoubtful, type TextName } from './form.ts';
import { ReadNote } from './ReadNote.tsx';
import { Slice } from './Slice.tsx';

interface TextRowProps {
  readonly name: TextName;
  readonly form: CardForm;
  readonly candidates: readonly Candidate[];
  readonly photo: ImageBitmap | null;
  readonly onInput: (value: string, isChoice?: boolean) => void;
}

export function TextRow({ name, form, candidates, photo, onInput }: TextRowProps) {
  const id = useId();
  const value = form.texts[name];
  const read = evidenceFor(form, name, candidates);
  const doubtful = isDoubtful(form, name, read);
  const choices = choicesFor(name, candidates);
  return (
    <div class={doubtful ? 'row doubt' : 'row'}>
      <div class="row-head">
        <label for={id}>{captureWords.form[name]}</label>
        <ReadNote id={`${id}-note`} read={read} doubtful={doubtful} />
      </div>
      <Slice photo={photo} box={read?.box ?? null} />
      <input
        id={id}
        value={value}
        dir="auto"
        maxLength={LIMITS.contact[name]}
        autocapitalize="words"
        autocomplete="off"
        spellcheck={false}
        aria-describedby={`${id}-note`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {choices.length > 1 && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would name the input as well
        <div class="chips" role="group" aria-label={captureWords.form.choices}>
          {choices.map((choice) => (
            <button
              key={choice}
              type="button"
              class={choice === value ? 'chip on' : 'chip'}
              aria-pressed={choice === value}
              dir="auto"
              onClick={() => onInput(choice, true)}
            >
              {choice}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

/** The lines that were read, lying on the enlarged photo: tap one, then say which field it is. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { StoredReading } from '../generated/kinds.ts';
import type { Box } from '../reading/contract.ts';
import { captureWords } from '../words/capture.ts';
import { isBox, LINE_FIELDS } from './form.ts';

export interface Line {
  readonly text: string;
  readonly box: Box;
}

export type UseLine = (field: (typeof LINE_FIELDS)[number], line: Line) => void;

/** Another version of the app may have stored them: odd ones are left out. */
export function linesOf(reading: StoredReading | null | undefined): Line[] {
  return (reading?.lines ?? []).flatMap(({ text, box }) => (text && isBox(box) ? [{ text, box }] : []));
}

interface CardLinesProps {
  readonly lines: readonly Line[];
  readonly onUse: UseLine;
  /** The photo under the lines. */
  readonly children: ComponentChildren;
}

export function CardLines({ lines, onUse, children }: CardLinesProps) {
  const [chosen, setChosen] = useState<Line | null>(null);
  const say = captureWords.lines;
  return (
    <>
      <div class="photo-frame">
        {children}
        {lines.map((line) => (
          <button
            key={line.box.join()}
            type="button"
            class="card-line"
            style={placeOf(line.box)}
            aria-label={say.use(line.text)}
            aria-pressed={line === chosen}
            onClick={() => setChosen(line === chosen ? null : line)}
          />
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: chips for one line, not the fields of a form */}
      <div class="line-choice" role="group" aria-label={chosen ? say.use(chosen.text) : say.hint}>
        {!chosen && lines.length > 0 && <p class="quiet">{say.hint}</p>}
        {chosen && (
          <>
            <b dir="auto">{chosen.text}</b>
            <div class="chips">
              {LINE_FIELDS.map((field) => (
                <button
                  key={field}
                  type="button"
                  class="chip"
                  onClick={() => {
                    onUse(field, chosen);
                    setChosen(null);
                  }}
                >
                  {captureWords.form[field]}
                </button>
              ))}
            </div>
          </>
        )}
      </div>
    </>
  );
}

/** The upright rectangle around a box, in percent of the photo. */
export function placeOf(box: Box): { left: string; top: string; width: string; height: string } {
  const [xs, ys] = [box.filter((_, at) => at % 2 === 0), box.filter((_, at) => at % 2 === 1)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const percent = (value: number) => `${value / 100}%`;
  return {
    left: percent(left),
    top: percent(top),
    width: percent(Math.max(...xs) - left),
    height: percent(Math.max(...ys) - top),
  };
}

/** What the code before the camera says, and the choice to keep it. Text and links are shown, never opened. */
import { CloseIcon } from '../parts/icons.tsx';
import type { SeenCode } from '../reading/live/protocol.ts';
import { captureWords } from '../words/capture.ts';

const LONGEST = 160;

interface FoundCodeProps {
  readonly seen: SeenCode | null;
  readonly onKeep: () => void;
  readonly onLeave: () => void;
}

export function FoundCode({ seen, onKeep, onLeave }: FoundCodeProps) {
  const say = captureWords.code;
  return (
    <div class="found-code" role="status">
      {seen && (
        <>
          <p>
            <b>{say.kinds[kindOf(seen)]}</b>
            <bdi>{told(seen)}</bdi>
          </p>
          <button type="button" class="btn go" onClick={onKeep}>
            {say.keep}
          </button>
          <button type="button" class="round" onClick={onLeave} aria-label={say.leave}>
            <CloseIcon />
          </button>
        </>
      )}
    </div>
  );
}

function kindOf({ fields }: SeenCode): keyof typeof captureWords.code.kinds {
  const has = (name: string) => fields.some(({ field }) => field === name);
  if (has('name') || has('organization')) return 'contact';
  if (has('handle')) return 'profile';
  if (has('url')) return 'link';
  return fields.length > 0 ? 'contact' : 'text';
}

/** The two fields that say most, or the text itself. */
function told({ text, fields }: SeenCode): string {
  const value = (name: string) => fields.find(({ field }) => field === name)?.value;
  const profile = fields.find(({ field }) => field === 'handle');
  const best = [value('name'), value('organization')].filter(Boolean).join(' · ');
  const said = best || (profile && `${profile.value} (${profile.label})`) || fields[0]?.value || text;
  return said.length > LONGEST ? `${[...said].slice(0, LONGEST).join('')}…` : said;
}

/**
 * Whose originals these are. They live outside the person's database, so signing out takes them off this device by name,
 * and the first sign-in takes along what was captured before.
 */
import { effect } from '@preact/signals';
import { useServices } from '../parts/services.ts';
import type { Account } from '../store/contract.ts';
import { dropOriginals, moveOriginals } from './originals.ts';

/** Before anybody has signed in. */
const NOBODY = 'nobody';

export function ownerOf(account: Account): string {
  return account.user.value?.id ?? NOBODY;
}

export function useOwner(): string {
  return ownerOf(useServices().account);
}

/**
 * Follows who is signed in; call the result to stop. A person whose session merely ended keeps what is theirs, as does one
 * who signed out and wants to find it again.
 */
export function followOwner(account: Account): () => void {
  let before = ownerOf(account);
  return effect(() => {
    const now = ownerOf(account);
    if (before === now) return;
    if (before === NOBODY) void moveOriginals(before, now);
    else if (now === NOBODY && account.keptFor.peek() !== before) void dropOriginals(before);
    before = now;
  });
}

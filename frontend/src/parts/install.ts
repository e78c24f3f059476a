/** The offer to install the app: watched from the start by app/, used where it is shown. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Install } from '../device/install.ts';

export const InstallContext = createContext<Install | null>(null);

export function useInstall(): Install {
  const install = useContext(InstallContext);
  if (!install) throw new Error('a screen was shown outside the app');
  return install;
}

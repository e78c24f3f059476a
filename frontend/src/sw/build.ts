/** The list of a build's files, written into the service worker by vite/serviceWorker.ts. */
export interface BuildList {
  /** Hash of the contents of all files. */
  readonly version: string;
  /** What the app needs to open and work offline; fetched at install, checked against `integrity`. */
  readonly shell: readonly { readonly url: string; readonly integrity: string }[];
  /** The reading engine, its models and worker; `bytes` as they are once unpacked. */
  readonly reading: readonly { readonly url: string; readonly bytes: number }[];
}

declare const BUILD: BuildList;

export const build: BuildList = BUILD;

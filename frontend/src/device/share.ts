/** The system's share sheet; where there is none, a download. */

/** Hand a file to another app, or save it. A person who closes the sheet has changed their mind: nothing follows. */
export async function shareFile(file: File, title: string): Promise<void> {
  const data = { files: [file], title };
  if (!navigator.canShare?.(data)) {
    download(file);
    return;
  }
  await navigator.share(data).catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'AbortError')) download(file);
  });
}

export function download(file: File): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // The browser reads it after the click.
}

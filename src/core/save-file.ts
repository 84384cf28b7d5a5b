/** Gives a file to the person, as if they had followed a link to it. @param type media type */
export function saveFile(content: string, name: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  // Not at once: some browsers read it only after they have asked where to put it.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

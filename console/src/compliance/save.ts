/** Saves what the server said, word for word, under a name that says what it is. */
export function save(name: string, said: unknown): void {
  const file = new Blob([JSON.stringify(said, null, 2)], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

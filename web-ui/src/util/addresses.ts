/** Addresses as people type and paste them: separated by commas, semicolons or spaces; each once. */
export function addAddresses(present: readonly string[], typed: string): string[] {
  const found = typed.split(/[\s,;]+/).filter((address) => address !== "");
  const known = new Set(present.map(comparable));
  const added = found.filter((address) => !known.has(comparable(address)) && known.add(comparable(address)));
  return [...present, ...added];
}

const comparable = (address: string) => address.toLowerCase();

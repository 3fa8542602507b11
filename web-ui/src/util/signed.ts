interface HeaderField {
  name: string;
  values: string[];
}

/** Names, in lower case, of the fields that a DKIM signature of the message covers (RFC 6376 §3.5, tag `h`). */
export function signedFields(fields: HeaderField[]): Set<string> {
  const signatures = fields
    .filter(({ name }) => name.toLowerCase() === "dkim-signature")
    .flatMap(({ values }) => values);
  const lists = signatures.map((signature) => /(?:^|;)\s*h\s*=([^;]*)/.exec(signature)?.[1] ?? "");
  return new Set(lists.flatMap((list) => list.split(":").map((name) => name.replace(/\s/g, "").toLowerCase())));
}

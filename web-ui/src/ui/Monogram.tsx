/** First letter of a name on a small square. Decoration: the name stands beside it. */
export function Monogram({ name }: { name: string }) {
  const letter = (Array.from(name.trim())[0] ?? "?").toUpperCase();
  return (
    <span
      aria-hidden
      style={{
        flex: "none",
        width: 20,
        height: 20,
        borderRadius: 5,
        display: "grid",
        placeItems: "center",
        fontSize: 11,
        fontWeight: 600,
        color: "#fff",
        background: "var(--mantine-color-accent-7)",
      }}
    >
      {letter}
    </span>
  );
}

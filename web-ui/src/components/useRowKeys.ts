import { type RefObject, useEffect } from "react";
import { isTyping } from "../ui/keys";

/** `j` and `k` move the focus from row to row; other keys act on the row that has it. Enter is the link's own. */
export function useRowKeys<T>(
  container: RefObject<HTMLElement | null>,
  rows: T[],
  keys: Record<string, (row: T) => void> | undefined,
) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const elements = [...(container.current?.querySelectorAll("[data-row]") ?? [])];
      const current = elements.findIndex((element) => element.contains(document.activeElement));
      const step = event.key === "j" ? 1 : event.key === "k" ? -1 : 0;
      if (step !== 0) {
        const next = elements[Math.min(elements.length - 1, Math.max(0, current + step))];
        const target = next?.querySelector("[data-row-focus], a, button");
        if (!(target instanceof HTMLElement)) return;
        event.preventDefault();
        target.focus();
        target.scrollIntoView({ block: "nearest" });
        return;
      }
      const row = rows[current];
      const action = keys?.[event.key];
      if (row === undefined || !action) return;
      event.preventDefault();
      action(row);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}

import { useEffect, useId } from "react";
import { useBlocker } from "react-router";
import { openConfirmation } from "../ui/overlays";

/** Forms with changes that are not saved. */
const unsaved = new Set<string>();

/** Tells that a form has changes. `allow` is for its own way out after saving. */
export function useUnsaved(dirty: boolean) {
  const id = useId();
  useEffect(() => {
    if (!dirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    unsaved.add(id);
    window.addEventListener("beforeunload", onUnload);
    return () => {
      unsaved.delete(id);
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [dirty, id]);
  const forbid = () => {
    // A form without changes has nothing to lose, and nothing would take its mark away again.
    if (dirty) unsaved.add(id);
  };
  return { allow: () => unsaved.delete(id), forbid };
}

/** For a way out that takes along what was typed. */
export const leaveFreely = () => unsaved.clear();

/** Asks before a page with unsaved changes is left. Once for all forms: a router has one blocker. */
export function useLeaveQuestion() {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => unsaved.size > 0 && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    openConfirmation({
      title: "Leave without saving?",
      children: "Your changes on this page will be lost.",
      labels: { confirm: "Leave", cancel: "Stay" },
      confirmProps: { color: "red" },
      onConfirm: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
      closeOnConfirm: true,
    });
  }, [blocker]);
}

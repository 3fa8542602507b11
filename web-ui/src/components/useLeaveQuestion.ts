import { useEffect, useRef } from "react";
import { useBlocker } from "react-router";
import { openConfirmation } from "../ui/overlays";

/** Asks before a page with unsaved changes is left. `allow` is for the form's own way out after saving. */
export function useLeaveQuestion(dirty: boolean) {
  const allowed = useRef(false);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !allowed.current && currentLocation.pathname !== nextLocation.pathname,
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

  useEffect(() => {
    if (!dirty) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", onUnload);
    return () => window.removeEventListener("beforeunload", onUnload);
  }, [dirty]);

  return {
    allow: () => {
      allowed.current = true;
    },
    forbid: () => {
      allowed.current = false;
    },
  };
}

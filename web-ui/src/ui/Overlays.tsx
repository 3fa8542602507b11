import { lazy, Suspense, useSyncExternalStore } from "react";
import { overlays } from "./overlays";

const OverlayHost = lazy(async () => ({ default: (await import("./OverlayHost")).OverlayHost }));

/** Loads the place of dialogs and notifications when there is the first one. */
export function Overlays() {
  const wanted = useSyncExternalStore(overlays.subscribe, overlays.areWanted);
  return <Suspense fallback={null}>{wanted && <OverlayHost />}</Suspense>;
}

import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";

// Dialogs and notifications are loaded when the first one is wanted, and not with every first page.

type Dialog = Omit<Parameters<typeof modals.open>[0], "modalId">;
type Confirmation = Omit<Parameters<typeof modals.openConfirmModal>[0], "modalId">;
type Notification = Parameters<typeof notifications.show>[0];

let wanted = false;
let dialogs = 0;
const listeners = new Set<() => void>();
let mounted: () => void = () => undefined;
const isMounted = new Promise<void>((resolve) => {
  mounted = resolve;
});

/** For the component that mounts them. */
export const overlays = {
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  areWanted: () => wanted,
  /** From now on dialogs are heard. */
  mounted: () => mounted(),
};

/** Opens a dialog and gives the way to close it. */
export function openDialog(settings: Dialog): () => void {
  return open((modalId) =>
    modals.open({ ...settings, modalId, closeButtonProps: { "aria-label": "Close", ...settings.closeButtonProps } }),
  );
}

export function openConfirmation(settings: Confirmation): () => void {
  return open((modalId) => modals.openConfirmModal({ ...settings, modalId }));
}

/** Those shown before anything is loaded wait in their store. */
export function notify(notification: Notification): void {
  want();
  notifications.show({
    ...notification,
    closeButtonProps: { "aria-label": "Close", ...notification.closeButtonProps },
  });
}

function open(show: (modalId: string) => void): () => void {
  dialogs += 1;
  const id = `dialog-${dialogs}`;
  want();
  void isMounted.then(() => show(id));
  return () => modals.close(id);
}

function want() {
  wanted = true;
  for (const listener of listeners) listener();
}

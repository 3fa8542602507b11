import { Notifications } from "@mantine/notifications";

/** Where notifications appear. Those sent before this is loaded wait in their store. */
export function Toasts() {
  return <Notifications position="bottom-right" autoClose={5000} />;
}

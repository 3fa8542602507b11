import "@mantine/notifications/styles.css";
import { ModalsProvider } from "@mantine/modals";
import { Notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { overlays } from "./overlays";

/** Where dialogs and notifications appear. */
export function OverlayHost() {
  useEffect(() => overlays.mounted(), []);
  return (
    <>
      <ModalsProvider />
      <Notifications position="bottom-right" autoClose={5000} />
    </>
  );
}

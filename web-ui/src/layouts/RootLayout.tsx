import { Center, Loader } from "@mantine/core";
import { Outlet, useNavigation } from "react-router";
import { useLeaveQuestion } from "../components/useLeaveQuestion";
import { Overlays } from "../ui/Overlays";
import { RefreshBar } from "../ui/RefreshBar";

export default function RootLayout() {
  const navigation = useNavigation();
  useLeaveQuestion();
  return (
    <>
      {/* Inside of the router, because dialogs have links and forms. */}
      <Overlays />
      <RefreshBar active={navigation.state !== "idle"} />
      <Outlet />
    </>
  );
}

/** Before the first page is there. */
export function Starting() {
  return (
    <Center h="100vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}

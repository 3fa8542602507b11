import { type LoaderFunctionArgs, Outlet } from "react-router";
import { queryClient } from "../api/queryClient";
import { serverGet } from "../api/servers";
import { serverPathOf, useServerPath } from "../components/scope";
import { useLiveServer } from "../components/useLiveServer";
import { rememberServer } from "../util/recent";

export async function loader({ params }: LoaderFunctionArgs) {
  const path = serverPathOf(params);
  await queryClient.query({ ...serverGet(path), staleTime: "static" });
  rememberServer(`${path.org}/${path.server}`);
  return null;
}

/** Pages of one mail server. The frame around them is the application's. */
export default function ServerLayout() {
  useLiveServer(useServerPath());
  return <Outlet />;
}

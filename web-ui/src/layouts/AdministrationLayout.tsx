import { Outlet } from "react-router";
import { queryClient } from "../api/queryClient";
import { sessionGet } from "../api/session";

/** Spares those who are no administrators a page full of refusals. Who nobody is, the frame has sent to the login. */
export async function loader() {
  const session = await queryClient.query({ ...sessionGet(), staleTime: "static" });
  if (session?.user.admin === false) throw new Response(null, { status: 403 });
  return null;
}

/** Pages of the whole installation. The frame around them is the application's. */
export default function AdministrationLayout() {
  return <Outlet />;
}

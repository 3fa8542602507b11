import { type LoaderFunctionArgs, Outlet } from "react-router";
import { organizationGet } from "../api/organizations";
import { queryClient } from "../api/queryClient";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query({ ...organizationGet(params.org ?? ""), staleTime: "static" });
  return null;
}

/** Pages of one organization. The frame around them is the application's. */
export default function OrganizationLayout() {
  return <Outlet />;
}

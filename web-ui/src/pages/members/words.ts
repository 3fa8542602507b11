import { plural } from "../../util/format";
import type { Rights } from "./RightsFields";

/** How much of an organization somebody sees. */
export const reachOf = ({ has_all_servers, servers }: Rights) =>
  has_all_servers ? "All servers" : plural(servers.length, "server");

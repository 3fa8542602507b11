import type { AuditEntry } from "../../api/audit";

/** `server_delete` → "Server delete", as the operation is called in the API document. */
export const actionWords = ({ action }: Pick<AuditEntry, "action">) => {
  const words = action.replaceAll(/[_-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

export const actorWords = ({ actor_type, actor_name, token_name }: AuditEntry) => {
  switch (actor_type) {
    case "token":
      return `${actor_name}, token ${token_name ?? ""}`;
    case "nobody":
      return "Not logged in";
    default:
      return actor_name;
  }
};

/** "domain shop.example". */
export const objectWords = ({ object_type, object_name, object }: AuditEntry) =>
  [object_type.replaceAll("_", " "), object_name ?? object].filter(Boolean).join(" ");

/** "acme/mail". */
export const placeOf = ({ organization, server }: AuditEntry) => [organization, server].filter(Boolean).join("/");

import { useEffect, useEffectEvent } from "react";
import { useNavigate } from "react-router";
import { useRights } from "../components/scope";
import { isTyping } from "../ui/keys";
import { administrationNavigation, generalNavigation, organizationNavigation, serverNavigation } from "./navigation";

const waitMilliseconds = 1500;

interface GoKeys {
  org: string | undefined;
  server: string | undefined;
  onHelp: () => void;
}

/** `g` and a letter move to a page; `?` shows all keys. */
export function useGoKeys({ org, server, onHelp }: GoKeys) {
  const navigate = useNavigate();
  const { admin, ipPools } = useRights();
  const help = useEffectEvent(onHelp);
  useEffect(() => {
    const rights = { admin, ipPools };
    const items = [
      ...(org && server ? serverNavigation({ org, server }, rights) : []),
      ...(org ? organizationNavigation(org, rights) : []),
      ...(admin ? administrationNavigation(rights) : []),
      ...generalNavigation(),
    ];
    let pressedAt = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      if (event.key === "?") {
        event.preventDefault();
        help();
        return;
      }
      if (event.key === "g") {
        pressedAt = event.timeStamp;
        return;
      }
      if (event.timeStamp - pressedAt > waitMilliseconds) return;
      pressedAt = -Infinity;
      const item = items.find((candidate) => candidate.key === event.key);
      if (!item) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      void navigate(item.to);
    };
    document.addEventListener("keydown", onKey, { capture: true });
    return () => document.removeEventListener("keydown", onKey, { capture: true });
  }, [org, server, navigate, admin, ipPools]);
}

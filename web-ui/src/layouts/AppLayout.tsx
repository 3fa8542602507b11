import { Burger, Group } from "@mantine/core";
import { useDisclosure, useHotkeys, useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useState, useSyncExternalStore } from "react";
import { type LoaderFunctionArgs, Outlet, redirect, useParams } from "react-router";
import { queryClient } from "../api/queryClient";
import { sessionGet } from "../api/session";
import { stepUp } from "../api/stepUp";
import { TitleSlot } from "../components/Page";
import { useUser } from "../components/scope";
import { paths } from "../paths";
import { TimeZone } from "../ui/Time";
import classes from "./AppLayout.module.css";
import { HeaderLine } from "./HeaderLine";
import { HeaderTools } from "./HeaderTools";
import { palette } from "./paletteStore";
import { Sidebar } from "./Sidebar";
import { useGoKeys } from "./useGoKeys";

const Palette = lazy(async () => ({ default: (await import("./Palette")).Palette }));
const MenuDrawer = lazy(async () => ({ default: (await import("./MenuDrawer")).MenuDrawer }));
const StepUpDialog = lazy(async () => ({ default: (await import("./StepUpDialog")).StepUpDialog }));
const KeysHelp = lazy(async () => ({ default: (await import("./KeysHelp")).KeysHelp }));

export async function loader({ request }: LoaderFunctionArgs) {
  const session = await queryClient.query({ ...sessionGet(), staleTime: "static" });
  const { pathname, search } = new URL(request.url);
  if (!session) throw redirect(paths.login(pathname === "/" ? undefined : pathname + search));
  // Nothing else answers until there is one.
  if (session.two_factor_required && pathname !== paths.profile()) throw redirect(paths.profile());
  return null;
}

/** The frame: side bar (a drawer under 900 px), header with the page's title, search, theme and user. */
export default function AppLayout() {
  const user = useUser();
  const params = useParams();
  const narrow = useMediaQuery("(max-width: 899px)", false, { getInitialValueInEffect: false });
  const [menuOpened, menu] = useDisclosure(false);
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  // Loaded when it is first wanted.
  const [overlay, setOverlay] = useState({ palette: false, keys: false });
  const openSearch = () => {
    setOverlay((now) => ({ ...now, palette: true }));
    palette.open();
  };
  const showKeys = (shown: boolean) => setOverlay((now) => ({ ...now, keys: shown }));
  const isPasswordAsked = useSyncExternalStore(stepUp.subscribe, stepUp.isAsked);
  useHotkeys([["mod+K", openSearch]], []);
  useGoKeys({ org: params.org, server: params.server, onHelp: () => showKeys(true) });

  return (
    <TimeZone value={user.time_zone}>
      <a className="skip-link" href="#content">
        Skip to content
      </a>
      <div className={classes.frame}>
        {narrow ? (
          <Suspense fallback={null}>
            <MenuDrawer opened={menuOpened} onClose={menu.close} org={params.org} server={params.server} />
          </Suspense>
        ) : (
          <div className={classes.navbar}>
            <Sidebar org={params.org} server={params.server} />
          </div>
        )}
        <header className={classes.header}>
          <Group gap={12} wrap="nowrap" className={classes.subject}>
            {narrow && (
              <Burger
                opened={menuOpened}
                onClick={menu.toggle}
                size="sm"
                aria-label="Open menu"
                aria-expanded={menuOpened}
              />
            )}
            <div className={classes.titles}>
              <div ref={setSlot} />
              <HeaderLine org={params.org} server={params.server} />
            </div>
          </Group>
          <HeaderTools onSearch={openSearch} onKeys={() => showKeys(true)} />
        </header>
        <main id="content" tabIndex={-1} className={classes.main}>
          <TitleSlot value={slot}>{slot && <Outlet />}</TitleSlot>
        </main>
      </div>
      <Suspense fallback={null}>
        {isPasswordAsked && <StepUpDialog />}
        {overlay.palette && <Palette org={params.org} server={params.server} />}
        {overlay.keys && <KeysHelp org={params.org} server={params.server} onClose={() => showKeys(false)} />}
      </Suspense>
    </TimeZone>
  );
}

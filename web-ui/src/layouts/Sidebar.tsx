import { IconMailbox } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { Link, NavLink, useLocation } from "react-router";
import { serverHeader } from "../api/servers";
import { useRights } from "../components/scope";
import { paths } from "../paths";
import { formatCount } from "../util/format";
import {
  administrationNavigation,
  faultIcon as FaultIcon,
  generalNavigation,
  type NavigationItem,
  organizationNavigation,
  type Rights,
  serverNavigation,
  shownItems,
} from "./navigation";
import { OrganizationSwitcher } from "./OrganizationSwitcher";
import { ServerSwitcher } from "./ServerSwitcher";
import classes from "./Sidebar.module.css";

interface SidebarProps {
  org: string | undefined;
  server: string | undefined;
  onNavigate?: () => void;
}

/** Two switchers and the areas of what is chosen, with live figures. */
export function Sidebar({ org, server, onNavigate }: SidebarProps) {
  const header = useQuery({
    ...serverHeader({ org: org ?? "", server: server ?? "" }),
    enabled: Boolean(org && server),
  });
  const { pathname } = useLocation();
  const rights = useRights();
  const items =
    org && server
      ? serverNavigation({ org, server }, rights)
      : org
        ? organizationNavigation(org, rights)
        : generalNavigation();
  return (
    <nav className={classes.sidebar} aria-label={org && server ? "Server" : org ? "Organization" : "Postal"}>
      <div className={classes.switchers}>
        {org ? (
          <>
            <OrganizationSwitcher org={org} onNavigate={onNavigate} />
            <ServerSwitcher org={org} server={server} onNavigate={onNavigate} />
          </>
        ) : (
          <Link to={paths.home()} className={classes.product} onClick={onNavigate}>
            <IconMailbox size={20} aria-hidden />
            Postal
          </Link>
        )}
      </div>
      <ul className={classes.items}>
        {shownItems(items, pathname).map((item) => (
          <li key={item.to} className={item.under && classes.below}>
            <Item
              item={item}
              count={header.data ? item.count?.(header.data) : undefined}
              fault={header.data ? item.fault?.(header.data) : undefined}
              onNavigate={onNavigate}
            />
          </li>
        ))}
      </ul>
      {rights.admin && <Administration rights={rights} onNavigate={onNavigate} />}
    </nav>
  );
}

interface AdministrationProps {
  rights: Rights;
  onNavigate: (() => void) | undefined;
}

/** A group of its own, at the foot. */
function Administration({ rights, onNavigate }: AdministrationProps) {
  const id = useId();
  return (
    <div className={classes.group}>
      <h2 id={id} className={classes.groupTitle}>
        Administration
      </h2>
      <ul className={classes.items} aria-labelledby={id}>
        {administrationNavigation(rights).map((item) => (
          <li key={item.to}>
            <Item item={item} count={undefined} fault={undefined} onNavigate={onNavigate} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ItemProps {
  item: NavigationItem;
  count: number | undefined;
  fault: string | null | undefined;
  onNavigate: (() => void) | undefined;
}

function Item({ item, count, fault, onNavigate }: ItemProps) {
  const { icon: ItemIcon } = item;
  // "Messages" also covers each message, but not Held and Suppressions, which have items of their own.
  const isMessages = item.to.endsWith("/messages");
  return (
    <NavLink
      to={item.to}
      end={item.end ?? false}
      onClick={onNavigate}
      className={({ isActive }) =>
        isActive && !(isMessages && ownItem.test(location.pathname)) ? classes.active : classes.item
      }
    >
      <ItemIcon size={18} stroke={1.75} aria-hidden className={classes.icon} />
      <span className={classes.label}>{item.label}</span>{" "}
      {count !== undefined && count > 0 && <span className={`${classes.count} tabular`}>{formatCount(count)}</span>}
      {fault && (
        <span className={classes.fault} title={fault}>
          <FaultIcon size={16} role="img" aria-label={fault} />
        </span>
      )}
    </NavLink>
  );
}

const ownItem = /\/messages\/(?:held|suppressions(?:\/.*)?)$/;

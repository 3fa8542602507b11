import {
  ActionIcon,
  Avatar,
  Group,
  Kbd,
  Menu,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useOs } from "@mantine/hooks";
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { logout } from "../api/session";
import { useUser } from "../components/scope";
import { paths } from "../paths";
import { leaveFor } from "../util/leave";
import classes from "./HeaderTools.module.css";

interface HeaderToolsProps {
  onSearch: () => void;
  onKeys: () => void;
}

/** Search, theme and user, at the right end of the header. */
export function HeaderTools({ onSearch, onKeys }: HeaderToolsProps) {
  const keys = useOs() === "macos" ? "⌘K" : "Ctrl K";
  return (
    <Group gap={8} wrap="nowrap">
      <UnstyledButton
        className={classes.search}
        onClick={onSearch}
        aria-label={`Search ${keys}`}
        aria-keyshortcuts="Control+K Meta+K"
      >
        <IconSearch size={16} aria-hidden />
        {/* The space makes the text that is seen the same as the name. */}
        <span className={classes.searchText}>Search</span>{" "}
        <Kbd size="xs" className={classes.searchText}>
          {keys}
        </Kbd>
      </UnstyledButton>
      <ThemeMenu />
      <UserMenu onKeys={onKeys} />
    </Group>
  );
}

function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const computed = useComputedColorScheme("light");
  const choices = [
    { value: "light", label: "Light", icon: IconSun },
    { value: "dark", label: "Dark", icon: IconMoon },
    { value: "auto", label: "As the system", icon: IconDeviceDesktop },
  ] as const;
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <Tooltip label="Theme">
          <ActionIcon variant="subtle" color="gray" size={34} aria-label="Theme">
            {computed === "dark" ? <IconMoon size={18} aria-hidden /> : <IconSun size={18} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map(({ value, label, icon: ChoiceIcon }) => (
          <Menu.Item
            key={value}
            leftSection={<ChoiceIcon size={16} aria-hidden />}
            onClick={() => setColorScheme(value)}
            aria-current={colorScheme === value}
            className={colorScheme === value ? classes.chosen : undefined}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function UserMenu({ onKeys }: { onKeys: () => void }) {
  const user = useUser();
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const name = `${user.first_name} ${user.last_name}`.trim();
  const leave = async () => {
    const provider = await logout();
    queryClient.clear();
    // The provider sends the browser back to the login.
    if (provider) leaveFor(provider);
    else await navigate(paths.login());
  };
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={`Account of ${name}`} className={classes.user}>
          <Avatar size={32} radius="xl" color="accent" variant="light" name={name}>
            {initials(user.first_name, user.last_name)}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.identity}>
          <div className={classes.identityName}>{name}</div>
          <div className={classes.identityAddress}>{user.email_address}</div>
        </div>
        <Menu.Divider />
        <Menu.Item component={Link} to={paths.profile()} leftSection={<IconUser size={16} aria-hidden />}>
          My settings
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onKeys}>
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void leave()}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function initials(...names: string[]): string {
  return names
    .map((name) => Array.from(name.trim())[0] ?? "")
    .join("")
    .toUpperCase();
}

import { Button, type ButtonProps } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { type Deed, useDenial } from "./roles";

interface ActionButtonProps extends ButtonProps {
  /** What the role must allow. */
  needs?: Deed | undefined;
  /** Where it leads, or what it does. */
  to?: string;
  onClick?: () => void;
  title?: string | undefined;
  children: ReactNode;
}

/** A button that says why when the role does not allow what it does. It keeps the focus, so that this can be heard. */
export function ActionButton({ needs, to, onClick, ...button }: ActionButtonProps) {
  const denied = useDenial(needs);
  if (denied !== undefined) return <Button {...button} data-disabled aria-disabled title={denied} />;
  return to === undefined ? <Button {...button} onClick={onClick} /> : <Button {...button} component={Link} to={to} />;
}

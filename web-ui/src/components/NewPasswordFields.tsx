import { PasswordInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";

interface NewPassword {
  password: string;
  password_confirmation: string;
}

/** For `validate` of a form with `NewPasswordFields`; the API has the other rules. */
export const newPasswordRules = {
  password: (value: string) => (value === "" ? "Enter a password" : null),
  password_confirmation: (value: string, values: NewPassword) =>
    value === values.password ? null : "The two passwords differ",
};

/** A password that is chosen now, twice. */
export function NewPasswordFields<V extends NewPassword>({ form }: { form: UseFormReturnType<V> }) {
  return (
    <>
      <PasswordInput
        label="New password"
        description="At least 8 characters. A long sentence is better than a short riddle."
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": "Show new password" }}
        {...form.getInputProps("password")}
      />
      <PasswordInput
        label="New password again"
        autoComplete="new-password"
        visibilityToggleButtonProps={{ "aria-label": "Show new password again" }}
        {...form.getInputProps("password_confirmation")}
      />
    </>
  );
}

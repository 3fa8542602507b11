import { Radio, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { refresh } from "../../api/list";
import { type Info, infoGet } from "../../api/session";
import { userCreate, userSendReset } from "../../api/users";
import { ApiForm } from "../../components/ApiForm";
import { fail, succeed } from "../../components/ask";
import { NewPasswordFields, newPasswordRules } from "../../components/NewPasswordFields";
import { Page } from "../../components/Page";
import { paths } from "../../paths";
import { IdentityFields, ReachFields, type UserValues } from "./UserFields";
import { nameOf } from "./UserMarks";

/** How the user gets in at first: by a mailed link, with a password that is set here, or through the provider only. */
type Way = "link" | "password" | "provider";

interface Values extends UserValues {
  way: Way;
  password: string;
  password_confirmation: string;
}

const waysOf = (info: Info): { value: Way; label: string; description: string }[] => [
  ...(info.local_authentication_enabled
    ? [
        {
          value: "link" as const,
          label: "Mail a link",
          description: "They choose a password themselves, within a day.",
        },
        { value: "password" as const, label: "Set a password now", description: "You tell them what it is." },
      ]
    : []),
  ...(info.oidc_enabled
    ? [{ value: "provider" as const, label: `Only with ${info.oidc_name}`, description: "There is no password." }]
    : []),
];

export default function UserNewPage() {
  const { data: info } = useQuery(infoGet());
  return <Page title="New user">{info && <UserForm ways={waysOf(info)} />}</Page>;
}

function UserForm({ ways }: { ways: ReturnType<typeof waysOf> }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm<Values>({
    initialValues: {
      first_name: "",
      last_name: "",
      email_address: "",
      admin: false,
      organization_ids: [],
      way: ways[0]?.value ?? "provider",
      password: "",
      password_confirmation: "",
    },
    validate: (values) =>
      values.way === "password"
        ? {
            password: newPasswordRules.password(values.password),
            password_confirmation: newPasswordRules.password_confirmation(values.password_confirmation, values),
          }
        : {},
  });
  return (
    <ApiForm
      form={form}
      submitLabel="Create user"
      onCancel={() => void navigate(paths.users())}
      onSubmit={async ({ way, password, admin, organization_ids, first_name, last_name, email_address }) => {
        const user = await userCreate({
          first_name,
          last_name,
          email_address: email_address.trim(),
          admin,
          organization_ids: admin ? [] : organization_ids,
          ...(way === "provider" ? {} : { password: way === "password" ? password : nobodysPassword() }),
        });
        await refresh(queryClient, "user_list", "member_list");
        await navigate(paths.user(user.uuid));
        if (way !== "link") succeed(`${nameOf(user)} can log in now`);
        else {
          // The account is there, whatever becomes of the mail; its page can send another.
          await userSendReset(user.uuid).then(
            () => succeed(`A link is on its way to ${user.email_address}`),
            (error: unknown) => fail(error),
          );
        }
      }}
    >
      <IdentityFields form={form} />
      {ways.length > 1 && (
        <Radio.Group
          label="First login"
          value={form.values.way}
          onChange={(value) => {
            const way = ways.find((known) => known.value === value);
            if (way) form.setFieldValue("way", way.value);
          }}
        >
          <Stack gap={10} mt={8}>
            {ways.map((way) => (
              <Radio key={way.value} {...way} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {form.values.way === "password" && <NewPasswordFields form={form} />}
      <ReachFields form={form} />
    </ApiForm>
  );
}

/** Nobody learns it: the mailed link replaces it. */
function nobodysPassword(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(32)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

import { Select } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs, useNavigate, useParams } from "react-router";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { infoGet } from "../../api/session";
import { type Account, userGet, userUpdate } from "../../api/users";
import { ApiForm } from "../../components/ApiForm";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { roleWords } from "../../components/roles";
import { useUser } from "../../components/scope";
import { paths } from "../../paths";
import { Facts } from "../../ui/Facts";
import { Section } from "../../ui/Section";
import { Time } from "../../ui/Time";
import { timeZones } from "../../util/timeZones";
import { IdentityFields, ReachFields } from "./UserFields";
import { AdminMark, LoginMark, nameOf, TwoFactorMark } from "./UserMarks";
import { useUserActions } from "./useUserActions";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(userGet(params.user ?? ""));
  return null;
}

export default function UserPage() {
  const navigate = useNavigate();
  const self = useUser();
  const { data: user } = useSuspenseQuery(userGet(useParams().user ?? ""));
  const { data: info } = useQuery(infoGet());
  const { sendReset, endSessions, resetTwoFactor, remove } = useUserActions();
  const isSelf = user.uuid === self.uuid;
  const provider = info?.oidc_enabled ? info.oidc_name : null;
  return (
    <Page
      title={nameOf(user)}
      lead={isSelf ? "This is your own account." : user.admin ? <AdminMark user={user} /> : undefined}
    >
      <Section title="Account">
        <AccountForm key={user.uuid} user={user} isSelf={isSelf} />
      </Section>
      <Section title="Facts">
        <Facts
          facts={[
            ["Created", <Time key="created" at={user.created_at} />],
            ["Login", provider === null ? null : <LoginMark key="login" user={user} provider={provider} />],
            ["Second factor", user.two_factor ? <TwoFactorMark key="factor" /> : "None"],
            ["Member of", <Memberships key="memberships" user={user} />],
          ]}
        />
      </Section>
      <Section title="Access">
        {info?.local_authentication_enabled !== false && (
          <Danger
            title="Send a reset link"
            help={`A mail to ${user.email_address} with a link to choose a new password. The old one works until then.`}
            label="Send reset link"
            onClick={() => void sendReset(user)}
          />
        )}
        <Danger
          title="End all sessions"
          help="Logs the user out on all devices."
          label="End sessions"
          onClick={() => endSessions(user)}
        />
        {user.two_factor && !isSelf && (
          <Danger
            title="Reset the second factor"
            help="For somebody who has lost both the phone and the recovery codes."
            label="Reset second factor"
            onClick={() => resetTwoFactor(user)}
          />
        )}
      </Section>
      {!isSelf && (
        <DangerZone>
          <Danger
            title="Delete this user"
            help="The account and its API tokens. Organizations that the user owns become yours."
            label="Delete user"
            onClick={() => remove(user, () => navigate(paths.users()))}
          />
        </DangerZone>
      )}
    </Page>
  );
}

function AccountForm({ user, isSelf }: { user: Account; isSelf: boolean }) {
  const queryClient = useQueryClient();
  const form = useForm({
    initialValues: {
      first_name: user.first_name,
      last_name: user.last_name,
      email_address: user.email_address,
      time_zone: user.time_zone,
      admin: user.admin,
      organization_ids: (user.organizations ?? []).map(({ uuid }) => uuid),
    },
  });
  return (
    <ApiForm
      form={form}
      submitLabel="Save"
      savedLabel="Saved"
      onSubmit={async ({ admin, organization_ids, ...values }) => {
        await userUpdate(user.uuid, {
          ...values,
          email_address: values.email_address.trim(),
          ...(isSelf ? {} : { admin }),
          // What is not shown is not changed.
          ...(admin ? {} : { organization_ids }),
        });
        await refresh(queryClient, "user_get", "user_list", "member_list", "session_get");
      }}
    >
      <IdentityFields form={form} />
      <Select
        label="Time zone"
        data={timeZones(user.time_zone)}
        searchable
        allowDeselect={false}
        {...form.getInputProps("time_zone")}
      />
      <ReachFields form={form} isSelf={isSelf} />
    </ApiForm>
  );
}

function Memberships({ user }: { user: Account }) {
  const organizations = user.organizations ?? [];
  if (organizations.length === 0) return <>{user.admin ? "All organizations, as an administrator" : "Nothing yet"}</>;
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: "none" }}>
      {organizations.map(({ uuid, name, permalink, role, has_all_servers }) => (
        <li key={uuid}>
          <Link to={paths.members(permalink)}>
            <bdi>{name}</bdi>
          </Link>
          : {roleWords[role].label.toLowerCase()}
          {!has_all_servers && ", some servers"}
        </li>
      ))}
    </ul>
  );
}

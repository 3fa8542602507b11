import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { refresh } from "../../api/list";
import { serverDelete, serverUnsuspend } from "../../api/servers";
import { act, ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { useServer, useServerPath, useUser } from "../../components/scope";
import { paths } from "../../paths";
import { Section } from "../../ui/Section";
import { AdvancedForm, GeneralForm, SpamForm } from "./ServerForms";
import { SuppressionForm } from "./SuppressionForm";
import { openSuspend } from "./SuspendForm";

export default function ServerSettingsPage() {
  const path = useServerPath();
  const server = useServer();
  const user = useUser();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const changed = () => refresh(queryClient, "server_get", "server_list", "server_header");

  const remove = () =>
    ask({
      title: `Delete ${server.name}?`,
      body: "It stops sending and receiving at once. Its domains, credentials and all stored messages are deleted.",
      confirmLabel: "Delete server",
      confirmName: server.name,
      success: `${server.name} has been deleted`,
      action: async () => {
        await serverDelete(path, server.name);
        await navigate(paths.organization(path.org));
        await refresh(queryClient, "server_list");
      },
    });

  return (
    <Page title="Settings">
      <Section title="General">
        <GeneralForm key={server.uuid} path={path} server={server} />
      </Section>
      <Section title="Spam" help="Scores come from the scanners of this installation; higher is worse.">
        <SpamForm key={server.uuid} path={path} server={server} />
      </Section>
      <Section
        title="Suppressions"
        help="When an address is kept from further mail because messages to it fail. Unknown and disabled mailboxes are suppressed at the first failure, full ones at the third within a week."
      >
        <SuppressionForm key={server.uuid} path={path} server={server} />
      </Section>
      {user.admin && (
        <Section title="Limits and storage" help="Only administrators of the installation see this.">
          <AdvancedForm key={server.uuid} path={path} server={server} />
        </Section>
      )}
      <DangerZone>
        {user.admin &&
          (server.suspended_itself ? (
            <Danger
              title="Lift the suspension"
              help={`Suspended: ${server.suspension_reason ?? "no reason given"}`}
              label="Lift suspension"
              needs="change servers"
              onClick={() =>
                void act(async () => {
                  await serverUnsuspend(path);
                  await changed();
                }, `${server.name} works again`)
              }
            />
          ) : (
            <Danger
              title="Suspend this server"
              help="It refuses new mail and holds what is queued. Its members are told by e-mail."
              label="Suspend server"
              needs="change servers"
              onClick={() => openSuspend(path, server.name, changed)}
            />
          ))}
        <Danger
          title="Delete this server"
          help="Its domains, credentials and all stored messages go with it."
          label="Delete server"
          needs="delete servers"
          onClick={remove}
        />
      </DangerZone>
    </Page>
  );
}

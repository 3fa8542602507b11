import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { refresh } from "../../api/list";
import { type Server, serverCreate } from "../../api/servers";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { useOrg } from "../../components/scope";
import { paths } from "../../paths";
import { slug } from "../../util/slug";
import { ModeField } from "./ModeField";

interface Values extends Record<string, unknown> {
  name: string;
  permalink: string;
  mode: Server["mode"];
}

export default function ServerNewPage() {
  const org = useOrg();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm<Values>({ initialValues: { name: "", permalink: "", mode: "Live" } });
  return (
    <Page title="New server">
      <ApiForm
        needs="change servers"
        form={form}
        submitLabel="Create server"
        onCancel={() => void navigate(paths.organization(org))}
        onSubmit={async ({ name, permalink, mode }) => {
          const server = await serverCreate(org, { name, permalink: permalink.trim() || undefined, mode });
          await refresh(queryClient, "server_list");
          await navigate(paths.server({ org, server: server.permalink }));
        }}
      >
        <TextInput label="Name" autoFocus {...form.getInputProps("name")} />
        <TextInput
          label="Short name"
          description={`The SMTP user name will be ${org}/${form.values.permalink || slug(form.values.name) || "…"}. It cannot be changed later.`}
          placeholder={slug(form.values.name)}
          {...form.getInputProps("permalink")}
        />
        <ModeField {...form.getInputProps("mode")} value={form.values.mode} />
      </ApiForm>
    </Page>
  );
}

import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { organizationIpPools } from "../../api/ipPools";
import { refresh } from "../../api/list";
import { type Server, serverCreate } from "../../api/servers";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { useIpPools, useOrg } from "../../components/scope";
import { paths } from "../../paths";
import { slug } from "../../util/slug";
import { ModeField } from "./ModeField";
import { ServerPoolSelect } from "./ServerPoolSelect";

interface Values extends Record<string, unknown> {
  name: string;
  permalink: string;
  mode: Server["mode"];
  /** `null`: nothing was chosen yet. */
  ip_pool: string | null;
}

export default function ServerNewPage() {
  const org = useOrg();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm<Values>({ initialValues: { name: "", permalink: "", mode: "Live", ip_pool: null } });
  const usesPools = useIpPools();
  const pools = useQuery({ ...organizationIpPools(org), enabled: usesPools }).data?.items;
  // The default pool comes first.
  const first = pools?.find(({ assigned }) => assigned)?.uuid ?? "";
  return (
    <Page title="New server">
      <ApiForm
        needs="change servers"
        form={form}
        submitLabel="Create server"
        onCancel={() => void navigate(paths.organization(org))}
        onSubmit={async ({ name, permalink, mode, ip_pool }) => {
          const chosen = (usesPools && (ip_pool ?? first)) || undefined;
          const short = permalink.trim() || undefined;
          const server = await serverCreate(org, { name, permalink: short, mode, ip_pool: chosen });
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
        {usesPools && (
          <ServerPoolSelect org={org} {...form.getInputProps("ip_pool")} value={form.values.ip_pool ?? first} />
        )}
      </ApiForm>
    </Page>
  );
}

import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { domainCreate } from "../../api/domains";
import { refresh } from "../../api/list";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";

export default function DomainNewPage() {
  const path = useServerPath();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { name: "" } });
  return (
    <Page title="Add a domain">
      <ApiForm
        needs="change domains"
        form={form}
        submitLabel="Add domain"
        onCancel={() => void navigate(paths.domains(path))}
        onSubmit={async ({ name }) => {
          const domain = await domainCreate(path, name.trim());
          await refresh(queryClient, "domain_list", "server_header");
          await navigate(paths.domain(path, domain.uuid));
        }}
      >
        <TextInput
          label="Domain"
          description="The part after the @ of your From addresses, such as example.com or mail.example.com."
          placeholder="example.com"
          inputMode="url"
          autoCapitalize="none"
          autoFocus
          {...form.getInputProps("name")}
        />
      </ApiForm>
    </Page>
  );
}
